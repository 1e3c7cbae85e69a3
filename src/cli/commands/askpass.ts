import { labelOf, sanitize } from "../../base/display.ts"
import { AppError, COMMON, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { claimedUntilMs, claimOf } from "../askpass/claim.ts"
import type { Claim, PresentCode } from "../askpass/claim.ts"
import { hostName, listedFor, withoutHost } from "../askpass/hosts.ts"
import { parsePrompt } from "../askpass/prompt.ts"
import type { Asker } from "../askpass/prompt.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { agentCode, vaultCode } from "../scripting/current-code.ts"
import { DONE } from "../exit-codes.ts"
import { PARSE_TEXTS } from "../parse.ts"
import { MAX_TRIES } from "../secrets.ts"
import type { AskpassHost } from "../../settings/settings.ts"
import { selectAccount, vaultPath, withVault } from "../vault-access.ts"
import { formatTable } from "../view.ts"

export const ASKPASS_TEXTS = texts({
  refused: {
    en: "not a prompt for a verification code: nothing was given",
    ja: "認証コードの入力要求ではないため、何も渡しませんでした",
  },
  unlisted: {
    en: "{asker} is not listed, and there is no terminal to ask on: keyferry askpass --allow {asker} QUERY lists it",
    ja: "{asker} は登録されておらず、確認するためのターミナルもありません。keyferry askpass --allow {asker} QUERY で登録できます",
  },
  unnamed: {
    en: "the prompt names no host, and there is no terminal to ask on",
    ja: "入力要求にホスト名がなく、確認するためのターミナルもありません",
  },
  ask: {
    en: "{asker} asks for a verification code. Of which account? (empty: none)",
    ja: "{asker} が認証コードを求めています。どのアカウントのコードを渡しますか？（空欄なら渡しません）",
  },
  someProgram: { en: "a program that names no host", ja: "ホスト名を示さないプログラム" },
  notGiven: { en: "nothing was given", ja: "何も渡しませんでした" },
  gone: {
    en: "the account that is listed for {asker} is not in the vault: list another with keyferry askpass --allow {asker} QUERY",
    ja: "{asker} に登録されたアカウントは保管庫にありません。keyferry askpass --allow {asker} QUERY で別のアカウントを登録してください",
  },
  waiting: {
    en: "the present code was given already; waiting {seconds} s for the next one",
    ja: "現在のコードは渡し済みです。次のコードまで {seconds} 秒待ちます",
  },
  allGiven: {
    en: "the present code and the next one were given already: try again in {seconds} s",
    ja: "現在のコードと次のコードは渡し済みです。{seconds} 秒後にもう一度実行してください",
  },
  lockedMeanwhile: {
    en: "the vault was locked meanwhile: nothing was given",
    ja: "待機中に保管庫がロックされたため、何も渡しませんでした",
  },
  allowed: {
    en: "{asker} gets the code of “{label}” without a question from now on",
    ja: "今後、{asker} には「{label}」のコードを確認なしで渡します",
  },
  removed: { en: "{asker} is not listed any more", ja: "{asker} の登録を削除しました" },
  notListed: { en: "{asker} is not listed", ja: "{asker} は登録されていません" },
  none: { en: "no host is listed", ja: "登録されたホストはありません" },
  deleted: { en: "(not in the vault)", ja: "（保管庫にありません）" },
})

/** The longest time to wait for the next code: sshd ends a login after two minutes. */
const MAX_WAIT_MS = 60_000

export const run: Run = async (context) => {
  for (const [one, other] of [
    ["allow", "remove"],
    ["allow", "list"],
    ["remove", "list"],
  ] as const)
    context.refuseTogether(one, other)
  const [allowed, removed] = [context.value("allow"), context.value("remove")]
  if (allowed !== null) return await allow(context, hostName(allowed))
  if (removed !== null) return await remove(context, hostName(removed))
  if (context.flag("list")) return await list(context)
  needOperands(context, "PROMPT")
  await context.line(await answerPrompt(context, context.operands.join(" ")).catch((error: unknown) => passOnInterrupt(context, error)))
  return DONE
}

/** @throws AppError `usage` */
function needOperands(context: CommandContext, operands: string): void {
  if (context.operands.length === 0) throw new AppError("usage", PARSE_TEXTS.tooFew, { detail: { command: "askpass", operands } })
}

/**
 * While a question is open, the terminal sends no signal for Ctrl-C. The program that has asked would take the interruption for an empty
 * answer, send it to the host, and ask again.
 */
function passOnInterrupt(context: CommandContext, error: unknown): never {
  if (isAppError(error, "interrupted") && !context.signal.aborted) context.ports.interruptGroup()
  throw error
}

/** @returns the code @throws AppError `vault-refused` where the prompt asks for something else, or the user refuses; as {@link currentCode} */
async function answerPrompt(context: CommandContext, text: string): Promise<string> {
  const prompt = parsePrompt(text)
  // ssh sets the variable where it wants a confirmation, or shows a notice.
  const isQuestion = (context.ports.env["SSH_ASKPASS_PROMPT"] ?? "") === ""
  if (prompt === null || !isQuestion) throw new AppError("vault-refused", ASKPASS_TEXTS.refused)
  const asker = prompt.asker ?? ((await context.ports.parentProgram()) === "sudo" ? "sudo" : null)
  const listed = asker === null ? null : listedFor(context.ports.settings.read().askpass, asker)
  return listed === null ? await codeOfUnlisted(context, asker) : await codeOfListed(context, listed)
}

/** Asks again where the answer matches no account, or several: the program that asks would send a failure to the host, as an empty answer. */
async function codeOfUnlisted(context: CommandContext, asker: Asker | null): Promise<string> {
  for (let tries = 1; ; tries++) {
    const query = await askForAccount(context, asker)
    try {
      return (await unusedCode(context, query)).code
    } catch (error) {
      const isTypo = isAppError(error, "query-none") || isAppError(error, "query-many")
      if (!isTypo || tries >= MAX_TRIES) throw error
      context.note(error.sentence, error.detail)
    }
  }
}

/** @throws AppError `query-none` where the account is not in the vault */
async function codeOfListed(context: CommandContext, { host, account }: AskpassHost): Promise<string> {
  const gone = new AppError("query-none", ASKPASS_TEXTS.gone, { detail: { asker: sanitize(host) } })
  const { id, code } = await unusedCode(context, account).catch((error: unknown) => {
    throw isAppError(error, "query-none") ? gone : error
  })
  // The settings may contain anything, and a query also finds accounts by their names.
  if (id !== account) throw gone
  return code
}

/** @returns what the user types for an account @throws AppError `vault-refused` where it is nothing, or there is no terminal */
async function askForAccount(context: CommandContext, asker: Asker | null): Promise<string> {
  const name = asker === null ? context.format(ASKPASS_TEXTS.someProgram) : askerName(asker)
  const typed = await context.ports.terminal.askLine(`${context.format(ASKPASS_TEXTS.ask, { asker: name })} `)
  if (typed === null) {
    const why = asker === null ? ASKPASS_TEXTS.unnamed : ASKPASS_TEXTS.unlisted
    throw new AppError("vault-refused", why, { detail: { asker: name } })
  }
  if (typed.trim() === "") throw new AppError("vault-refused", ASKPASS_TEXTS.notGiven)
  return typed
}

const askerName = (asker: Asker): string => sanitize(asker === "sudo" ? asker : `${asker.user}@${asker.host}`)

interface UnusedCode {
  /** Of the account. */
  readonly id: string
  readonly code: string
}

/** The code of an account; the next one, where the current one was given already: services accept each code once. */
async function unusedCode(context: CommandContext, query: string): Promise<UnusedCode> {
  const fromAgent = await agentCode(context, query, { peek: false })
  const { id, code, validForMs, nextCode, nextValidForMs } = fromAgent ?? (await vaultCode(context, query, { peek: false }))
  if (validForMs === null || nextCode === null || nextValidForMs === null) return { id, code }
  const present = { untilMs: context.ports.clock.nowMs() + validForMs, periodMs: nextValidForMs }
  const seconds = Math.ceil(validForMs / 1000)
  const claim = await claimCode(context, id, present, validForMs <= MAX_WAIT_MS)
  if (claim === "present") return { id, code }
  if (claim === null) throw new AppError("vault-refused", ASKPASS_TEXTS.allGiven, { detail: { seconds } })
  context.note(ASKPASS_TEXTS.waiting, { seconds })
  await waitForNext(context, id, present, validForMs)
  // The machine was suspended meanwhile.
  if (context.ports.clock.nowMs() >= claimedUntilMs("next", present)) return await unusedCode(context, query)
  if (fromAgent !== null && (await context.ports.agent.labels(vaultPath(context))) === null)
    throw new AppError("vault-refused", ASKPASS_TEXTS.lockedMeanwhile)
  return { id, code: nextCode }
}

/** @param canWait - Else the present code is given again. */
async function claimCode(context: CommandContext, id: string, present: PresentCode, canWait: boolean): Promise<Claim> {
  let claim: Claim = null
  await context.ports.givenCodes.update(id, (givenMs) => {
    claim = canWait ? claimOf(givenMs, present) : "present"
    return claim === null ? givenMs : claimedUntilMs(claim, present)
  })
  return claim
}

/** @throws AppError `interrupted`, where the next code is not claimed any more */
async function waitForNext(context: CommandContext, id: string, present: PresentCode, validForMs: number): Promise<void> {
  await context.ports.sleep(validForMs, context.signal)
  if (!context.signal.aborted) return
  const claimedMs = claimedUntilMs("next", present)
  await context.ports.givenCodes.update(id, (givenMs) => (givenMs === claimedMs ? present.untilMs : givenMs))
  throw new AppError("interrupted", COMMON.interrupted)
}

async function allow(context: CommandContext, host: string): Promise<number> {
  needOperands(context, "--allow HOST QUERY")
  const account = await withVault(context, "read", (vault) => Promise.resolve(selectAccount(context, vault.accounts)))
  const { settings } = context.ports
  await settings.save({ askpass: [...withoutHost(settings.read().askpass, host), { host, account: account.id }] })
  context.note(ASKPASS_TEXTS.allowed, { asker: sanitize(host), label: labelOf(account) })
  return DONE
}

async function remove(context: CommandContext, host: string): Promise<number> {
  const { settings } = context.ports
  const hosts = settings.read().askpass
  const rest = withoutHost(hosts, host)
  const detail = { asker: sanitize(host) }
  if (rest.length === hosts.length) throw new AppError("query-none", ASKPASS_TEXTS.notListed, { detail })
  await settings.save({ askpass: rest })
  context.note(ASKPASS_TEXTS.removed, detail)
  return DONE
}

async function list(context: CommandContext): Promise<number> {
  const hosts = context.ports.settings.read().askpass
  if (hosts.length === 0) {
    context.note(ASKPASS_TEXTS.none)
    return DONE
  }
  const accounts = await withVault(context, "read", (vault) => Promise.resolve(vault.accounts))
  const label = (id: string): string => {
    const account = accounts.find((one) => one.id === id && one.trashedAt === null)
    return account === undefined ? context.format(ASKPASS_TEXTS.deleted) : labelOf(account)
  }
  for (const line of formatTable(hosts.map(({ host, account }) => [host, label(account)]))) await context.line(line)
  return DONE
}
