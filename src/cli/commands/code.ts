import { codeAt } from "../../accounts/codes.ts"
import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import { DONE } from "../exit-codes.ts"
import { selectAccount, withVault } from "../vault-access.ts"

export const CODE_COMMAND_TEXTS = texts({
  copied: { en: "the code was sent to the clipboard", ja: "コードをクリップボードに送りました" },
})

export const run: Run = async (context) => {
  const peek = context.flag("peek")
  const { account, code, validForMs } = await withVault(context, "read", async (vault) => {
    const found = selectAccount(context, vault.accounts)
    if (found.kind === "hotp" && !peek) return { ...(await vault.takeCode(found.id)), validForMs: null }
    return { account: found, ...codeAt(found, context.ports.clock.nowMs()) }
  })
  if (context.flag("json")) {
    const validForS = validForMs === null ? null : Math.ceil(validForMs / 1000)
    await context.json({ id: account.id, issuer: account.issuer, name: account.name, code, validForS })
  } else await context.line(code)
  if (context.flag("copy")) {
    await context.ports.clipboard.copy(code)
    context.note(CODE_COMMAND_TEXTS.copied)
  }
  return DONE
}
