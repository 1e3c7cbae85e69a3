import { labelOf, sanitize } from "../../base/display.ts"
import { isAppError } from "../../base/errors.ts"
import type { ErrorCode } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import { checkUnopened, checkVault } from "../../migrate/check/check-vault.ts"
import type { CheckPorts } from "../../migrate/check/check-vault.ts"
import { findingText } from "../../migrate/check/finding.ts"
import type { Finding } from "../../migrate/check/finding.ts"
import type { Vault } from "../../vault/vault.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { vaultDirectory } from "../directories.ts"
import { DONE, EXIT_CODES, SKIPPED } from "../exit-codes.ts"
import { weaknessOf } from "../secrets.ts"
import { withAskedVault } from "../vault-access.ts"

export const CHECK_TEXTS = texts({
  error: { en: "error", ja: "エラー" },
  warning: { en: "warning", ja: "警告" },
  note: { en: "note", ja: "参考" },
  more: { en: "and {count} more", ja: "ほか {count} 件" },
  clean: { en: "nothing is wrong", ja: "問題は見つかりませんでした" },
})

/** Why a vault that is there does not open: what `check` is called for. */
const UNOPENED: readonly ErrorCode[] = ["format-damaged", "limit-exceeded", "vault-missing", "vault-refused"]
/** Labels in one finding; `--json` has all accounts. */
const MAX_LABELS = 10

export const run: Run = async (context) => {
  const ports = await checkPorts(context)
  const look = async (vault: Vault, passphrase: Passphrase | null): Promise<readonly Finding[]> =>
    await checkVault(vault, ports, passphrase === null ? null : (await weaknessOf(context, passphrase)) !== null)
  const findings = await withAskedVault(context, "check", look).catch(async (error: unknown) => {
    if (!isAppError(error) || !UNOPENED.includes(error.code) || !(await holdsVault(ports))) throw error
    return await checkUnopened(error, ports)
  })
  if (context.flag("json")) await context.json({ findings: findings.map((finding) => toJson(context, finding)) })
  else for (const finding of findings) await print(context, finding)
  const has = (level: Finding["level"]): boolean => findings.some((finding) => finding.level === level)
  if (has("error")) return EXIT_CODES["format-damaged"]
  if (has("warning")) return SKIPPED
  context.note(CHECK_TEXTS.clean)
  return DONE
}

async function checkPorts(context: CommandContext): Promise<CheckPorts> {
  const { env, clock, vault, files, settings, backups, machine, stdio } = context.ports
  const path = files.absolute(vaultDirectory(context.value("vault"), context.ports))
  return {
    nowMs: clock.nowMs(),
    path,
    directory: vault.files.in(path),
    exists: (file) => files.exists(file),
    backupDirectory: settings.read().backupDirectory,
    backups: backups.states,
    programs: machine.programs,
    terminal: stdio.stdoutIsTerminal ? { env, tmuxClipboard: await machine.tmuxClipboard(), halfBlockColumns: null, pictures: null } : null,
  }
}

/** Whether there is a vault, whole or not. */
async function holdsVault({ directory }: CheckPorts): Promise<boolean> {
  const names = [...(await directory.list("")), ...(await directory.list("versions"))]
  return names.some((name) => name.endsWith(".age"))
}

function toJson(context: CommandContext, finding: Finding): Record<string, unknown> {
  const { level, code, file, accounts } = finding
  return {
    level,
    code,
    message: findingText(finding, context.lang),
    ...(file === undefined ? {} : { file }),
    ...(accounts === undefined ? {} : { accounts }),
  }
}

async function print(context: CommandContext, finding: Finding): Promise<void> {
  await context.message(`${context.format(CHECK_TEXTS[finding.level])}: ${findingText(finding, context.lang)}`)
  const accounts = finding.accounts ?? []
  for (const account of accounts.slice(0, MAX_LABELS)) await context.line(sanitize(`    ${labelOf(account)}`))
  if (accounts.length > MAX_LABELS) await context.line(`    ${context.format(CHECK_TEXTS.more, { count: accounts.length - MAX_LABELS })}`)
}
