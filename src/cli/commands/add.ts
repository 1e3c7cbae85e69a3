import { toAccount, defaultsOf, makeDraft } from "../../accounts/account.ts"
import type { Account, Algorithm, Draft, Kind } from "../../accounts/account.ts"
import { decodeBase32 } from "../../accounts/base32.ts"
import { DuplicateIndex } from "../../accounts/duplicates.ts"
import { checkFields, MAX_COUNTER, MAX_DIGITS, MAX_PERIOD_S } from "../../accounts/ranges.ts"
import { Secret } from "../../accounts/secret.ts"
import { parseOtpUri } from "../../accounts/uri.ts"
import { labelOf } from "../../base/display.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Detail, Sentence } from "../../base/language.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE } from "../exit-codes.ts"
import { readFiles } from "../import/reading.ts"
import { readOptionLine } from "../secrets.ts"
import { withVault } from "../vault-access.ts"
import { draftsOf } from "../view.ts"

export const ADD_TEXTS = texts({
  what: {
    en: "nothing to add: use - for URIs on standard input, --uri-file, or --secret-file with --issuer or --name",
    ja: "追加するものを指定してください: 標準入力の URI には -、または --uri-file、または --secret-file と --issuer か --name",
  },
  onlyStdin: {
    en: "a URI cannot be an argument; use - and give it on standard input",
    ja: "URI は引数に書けません。- を指定して標準入力から渡してください",
  },
  fixed: { en: "--{option} cannot be used with --kind {kind}", ja: "--kind {kind} に --{option} は指定できません" },
  nameless: { en: "an account needs --issuer or --name", ja: "--issuer か --name が必要です" },
  added: { en: "added", ja: "追加しました" },
  present: { en: "already there, not added again", ja: "登録済みのため追加しませんでした" },
  otherSecret: {
    en: "added; another account with this name has a different secret",
    ja: "追加しました。同じ名前でシークレットの異なるアカウントがあります",
  },
  renamed: {
    en: "added; the same secret is already in the vault as {label}",
    ja: "追加しました。同じシークレットが {label} として登録済みです",
  },
})

export const run: Run = async (context) => {
  const { drafts, status } = await draftsToAdd(context)
  if (drafts.length === 0) return status
  await withVault(context, "change", async (vault) => {
    const accounts: Account[] = [...vault.accounts]
    const notes = drafts.map((draft) => addOne(context, accounts, draft))
    if (accounts.length > vault.accounts.length) await vault.save(accounts)
    // Written after the save, since a note says "added".
    for (const write of notes) write()
  })
  return status
}

/** Adds the account to `accounts`, unless it is there already. @returns writes the note about it; call it after the vault is saved */
function addOne(context: CommandContext, accounts: Account[], draft: Draft): () => void {
  const { status, match } = new DuplicateIndex(accounts).classify(draft)
  const label = labelOf(draft)
  const note =
    (sentence: Sentence, detail: Detail = {}) =>
    (): void => {
      context.note(sentence, detail, label)
    }
  if (status === "present" || status === "counter-ahead") return note(ADD_TEXTS.present)
  const { clock, random } = context.ports
  const order = accounts.reduce((highest, account) => Math.max(highest, account.order), 0) + 1
  accounts.push(toAccount(draft, { nowMs: clock.nowMs(), order, random, taken: (id) => accounts.some((account) => account.id === id) }))
  if (status === "renamed" && match !== null) return note(ADD_TEXTS.renamed, { label: labelOf(match) })
  return note(status === "other-secret" ? ADD_TEXTS.otherSecret : ADD_TEXTS.added)
}

async function draftsToAdd(context: CommandContext): Promise<{ drafts: readonly Draft[]; status: number }> {
  const [operand] = context.operands
  const ways = [operand !== undefined, context.value("uri-file") !== null, context.value("secret-file") !== null].filter(Boolean)
  if (operand !== undefined && operand !== "-") throw new AppError("usage", ADD_TEXTS.onlyStdin)
  if (ways.length !== 1) throw new AppError("usage", ADD_TEXTS.what)
  if (operand !== undefined) {
    const { session, status } = await readFiles(context)
    return { drafts: draftsOf(session.files), status }
  }
  const uri = await readOptionLine(context, "uri-file")
  return { drafts: [uri === null ? await draftFromOptions(context) : parseOtpUri(uri)], status: DONE }
}

/** The account made from `--secret-file` and the other options. @throws AppError `usage` */
async function draftFromOptions(context: CommandContext): Promise<Draft> {
  const kind = (context.value("kind") ?? "totp") as Kind
  const given = {
    algorithm: context.value("algorithm") as Algorithm | null,
    digits: context.number("digits", 1, MAX_DIGITS),
    period: context.number("period", 1, MAX_PERIOD_S),
    counter: context.number("counter", 0, MAX_COUNTER),
  }
  const fixed = kind === "totp" ? ["counter"] : kind === "hotp" ? ["period"] : ["algorithm", "digits", "period", "counter"]
  for (const option of fixed) {
    if (context.value(option) !== null) throw new AppError("usage", ADD_TEXTS.fixed, { detail: { option, kind } })
  }
  const issuer = context.value("issuer") ?? ""
  const name = context.value("name") ?? ""
  if (issuer === "" && name === "") throw new AppError("usage", ADD_TEXTS.nameless)
  const text = ((await readOptionLine(context, "secret-file")) ?? "").trim()
  const pin = await readOptionLine(context, "pin-file")
  const defaults = defaultsOf(kind)
  const draft = makeDraft({
    kind,
    secret: new Secret(kind === "motp" ? new TextEncoder().encode(text) : decodeBase32(text)),
    algorithm: given.algorithm ?? defaults.algorithm,
    digits: given.digits ?? defaults.digits,
    period: given.period ?? defaults.period,
    counter: given.counter ?? defaults.counter,
    issuer,
    name,
    pin: pin === "" ? null : pin,
    note: context.value("note") ?? "",
    groups: [...new Set(context.values("group"))],
    favorite: context.flag("favorite"),
  })
  checkFields(draft)
  return draft
}
