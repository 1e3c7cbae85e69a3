import { ALGORITHMS, KINDS, RFC_ALGORITHMS, defaultsOf, makeDraft } from "../../../accounts/account.ts"
import type { Account, Draft, Kind } from "../../../accounts/account.ts"
import { codeAt } from "../../../accounts/codes.ts"
import { checkFields, parseCounter, parseDigits, parsePeriod } from "../../../accounts/ranges.ts"
import { isShortSecret, Secret, secretBits } from "../../../accounts/secret.ts"
import { isAppError } from "../../../base/errors.ts"
import { format, texts } from "../../../base/language.ts"
import type { Detail, Lang, Sentence } from "../../../base/language.ts"
import { chosenOption, formState, isChecked, lineValue } from "../../components/forms/form-state.ts"
import type { FormItem, FormState } from "../../components/forms/form-state.ts"
import { EMPTY_ROW, paragraph, span } from "../../components/rows.ts"
import { fullSentence } from "../../components/text.ts"
import type { Row } from "../../core/frame.ts"
import { groupCode } from "./list/account-code.ts"
import { badge } from "./list/badge.ts"

const TEXTS = texts({
  hint: {
    en: "An otpauth:// link may be pasted at any time; it fills in everything.",
    ja: "otpauth:// リンクはいつでも貼り付けられます。すべての項目が埋まります。",
  },
  issuer: { en: "Issuer", ja: "発行者" },
  name: { en: "Name", ja: "名前" },
  secret: { en: "Secret", ja: "シークレット" },
  secretKept: { en: "empty: the secret stays as it is", ja: "空欄ならシークレットは変わりません" },
  more: { en: "More: kind, algorithm, digits, period", ja: "詳細: 種類、アルゴリズム、桁数、周期" },
  kind: { en: "Kind", ja: "種類" },
  totp: { en: "by time (TOTP)", ja: "時刻方式（TOTP）" },
  hotp: { en: "by counter (HOTP)", ja: "カウンター方式（HOTP）" },
  steam: { en: "Steam", ja: "Steam" },
  motp: { en: "mOTP", ja: "mOTP" },
  yandex: { en: "Yandex", ja: "Yandex" },
  algorithm: { en: "Algorithm", ja: "アルゴリズム" },
  digits: { en: "Digits", ja: "桁数" },
  period: { en: "Seconds", ja: "秒数" },
  counter: { en: "Counter", ja: "カウンター" },
  pin: { en: "PIN", ja: "PIN" },
  groups: { en: "Groups", ja: "グループ" },
  groupsHint: { en: "with commas between", ja: "コンマ区切り" },
  note: { en: "Note", ja: "メモ" },
  save: { en: "Save", ja: "保存" },
  cancel: { en: "Cancel", ja: "やめる" },
  noSecret: { en: "Please type the secret that the other side shows.", ja: "相手のサービスが示すシークレットを入力してください。" },
  notBase32: {
    en: "The secret is not base32: look at character {at}.",
    ja: "シークレットが Base32 ではありません。{at} 文字目を確認してください。",
  },
  notBase32Blanks: {
    en: "The secret is not base32: look at character {at}, blanks and hyphens not counted.",
    ja: "シークレットが Base32 ではありません。空白とハイフンを除いて {at} 文字目を確認してください。",
  },
  badge: { en: "Badge", ja: "バッジ" },
  codeNow: { en: "Code now", ja: "現在の認証コード" },
  codeCounter: { en: "Code", ja: "認証コード" },
  seconds: { en: "{seconds} s left", ja: "あと {seconds} 秒" },
  noName: { en: "Please type an issuer or a name.", ja: "発行者か名前を入力してください。" },
  weak: {
    en: "This secret has only {bits} bits, 80 or more are usual. Was all of it typed?",
    ja: "シークレットが {bits} ビットしかありません。通常は 80 ビット以上です。すべて入力したか確認してください。",
  },
  advanced: { en: "change these only where the service names other values", ja: "相手のサービスが指定する場合のみ変更" },
})

/** The common algorithms first. */
const ALGORITHM_CHOICES = [...RFC_ALGORITHMS, ...ALGORITHMS.filter((algorithm) => !RFC_ALGORITHMS.includes(algorithm))]

/** Why the form cannot be saved, and the line that it is about. */
export interface EditProblem {
  readonly id: string
  readonly sentence: Sentence
  readonly detail: Detail
}

/** The form filled from a draft or an account. @param keepsSecret - Leave the secret empty, since an empty one keeps the account's. */
export function editForm(from: Draft | Account | null, keepsSecret: boolean): FormState {
  const kind = from?.kind ?? "totp"
  const defaults = defaultsOf(kind)
  const unusual =
    from !== null &&
    (from.kind !== "totp" || from.algorithm !== defaults.algorithm || from.digits !== defaults.digits || from.period !== defaults.period)
  const secret =
    from === null || keepsSecret ? "" : kind === "motp" ? new TextDecoder().decode(from.secret.reveal()) : from.secret.toBase32()
  return formState({
    focus: "issuer",
    lines: {
      issuer: from?.issuer ?? "",
      name: from?.name ?? "",
      secret,
      digits: String(from?.digits ?? defaults.digits),
      period: String(from?.period ?? defaultsOf("totp").period ?? 30),
      counter: String(from?.counter ?? 0),
      pin: from?.pin ?? "",
      groups: from?.groups.join(", ") ?? "",
      note: from?.note ?? "",
    },
    checks: { more: unusual },
    choices: { kind: KINDS.indexOf(kind), algorithm: Math.max(0, ALGORITHM_CHOICES.indexOf(from?.algorithm ?? "SHA1")) },
  })
}

export function kindOf(form: FormState): Kind {
  return KINDS[chosenOption(form, "kind")] ?? "totp"
}

/** The items of the form. Values that the kind of account fixes have no item. */
export function editItems(
  form: FormState,
  now: { problem: EditProblem | null; keepsSecret: boolean; preview: EditPreview | null; width: number; height: number; lang: Lang },
): FormItem[] {
  const { lang, problem } = now
  const code = now.preview?.code
  // In a low window the last row of the form is out of sight while the secret is typed.
  const isLow = now.height < 16
  const line = (id: keyof typeof TEXTS, hint?: Sentence): FormItem => ({
    kind: "line",
    id,
    label: format(TEXTS[id], lang),
    ...(hint === undefined ? {} : { hint: format(hint, lang) }),
    ...(problem?.id === id ? { problem: fullSentence(format(problem, lang), lang) } : {}),
  })
  const kind = kindOf(form)
  const more = isChecked(form, "more")
  const open = kind === "totp" || kind === "hotp"
  return [
    { kind: "note", rows: [...paragraph(format(TEXTS.hint, lang), now.width - 2, { indent: 1, role: "muted" }), EMPTY_ROW] },
    line("issuer"),
    line("name"),
    {
      ...line("secret", now.keepsSecret ? TEXTS.secretKept : undefined),
      ...(problem?.id === "secret" ? {} : secretNotes(now.preview, lang)),
      ...(isLow && code !== undefined ? { below: codeText(code, lang) } : {}),
    },
    line("groups", TEXTS.groupsHint),
    line("note"),
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "check", id: "more", label: format(TEXTS.more, lang), ...(more ? { hint: format(TEXTS.advanced, lang) } : {}) },
    ...(more
      ? [{ kind: "choice" as const, id: "kind", label: format(TEXTS.kind, lang), options: KINDS.map((each) => format(TEXTS[each], lang)) }]
      : []),
    ...(more && open
      ? [{ kind: "choice" as const, id: "algorithm", label: format(TEXTS.algorithm, lang), options: ALGORITHM_CHOICES }, line("digits")]
      : []),
    ...(more && kind === "totp" ? [line("period")] : []),
    ...(kind === "hotp" ? [line("counter")] : []),
    ...(kind === "motp" || kind === "yandex" ? [line("pin")] : []),
    { kind: "note", rows: [EMPTY_ROW] },
    {
      kind: "buttons",
      buttons: [
        { id: "save", label: format(TEXTS.save, lang) },
        { id: "cancel", label: format(TEXTS.cancel, lang) },
      ],
    },
    ...(code === undefined || isLow ? [] : [{ kind: "note" as const, rows: [EMPTY_ROW, previewRow(form, code, lang)] }]),
  ]
}

function secretNotes(shown: EditPreview | null, lang: Lang): { readonly problem?: string; readonly warning?: string } {
  if (shown === null) return {}
  if (shown.problem !== undefined) return { problem: fullSentence(format(shown.problem, lang), lang) }
  return shown.weakBits === null ? {} : { warning: format(TEXTS.weak, lang, { bits: shown.weakBits }) }
}

function codeText({ code, seconds }: NonNullable<EditPreview["code"]>, lang: Lang): string {
  const text = `${format(seconds === null ? TEXTS.codeCounter : TEXTS.codeNow, lang)}  ${code}`
  return seconds === null ? text : `${text}  ${format(TEXTS.seconds, lang, { seconds })}`
}

/** The badge and the code of the account in the list. */
function previewRow(form: FormState, { code, seconds }: NonNullable<EditPreview["code"]>, lang: Lang): Row {
  const mark = badge({ issuer: lineValue(form, "issuer"), name: lineValue(form, "name") })
  return [
    span(`  ${format(TEXTS.badge, lang)}  `),
    mark,
    span(`  ${format(seconds === null ? TEXTS.codeCounter : TEXTS.codeNow, lang)}  `),
    span(code, "strong"),
    ...(seconds === null ? [] : [span(`  ${format(TEXTS.seconds, lang, { seconds })}`, "muted")]),
  ]
}

/** Why the account has no name to find it by; null: it has one. */
export function nameProblem({ issuer, name }: Draft): EditProblem | null {
  return issuer === "" && name === "" ? { id: "issuer", sentence: TEXTS.noName, detail: {} } : null
}

/** Raised by {@link readDraft} for the first line that cannot be saved. */
class FieldRefused {
  readonly problem: EditProblem
  constructor(problem: EditProblem) {
    this.problem = problem
  }
}

/** The result of `parse`. @throws FieldRefused with its AppError as the problem of the line `id` */
function withFieldProblem<T>(id: string, parse: () => T): T {
  try {
    return parse()
  } catch (e) {
    if (!isAppError(e)) throw e
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- caught by readDraft
    throw new FieldRefused({ id, sentence: e.sentence, detail: e.detail })
  }
}

/** Parse the secret. @throws FieldRefused with the position of a character that is not base32; never the character */
function parseBase32(typed: string): Secret {
  try {
    return Secret.fromBase32(typed)
  } catch (e) {
    const at = isAppError(e) ? e.detail["at"] : undefined
    if (typeof at !== "number") throw e
    const sentence = /[\s-]/.test(typed) ? TEXTS.notBase32Blanks : TEXTS.notBase32
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- caught by readDraft
    throw new FieldRefused({ id: "secret", sentence, detail: { at } })
  }
}

/** The draft that the form describes, or its first problem. @param old - The account being edited: keeps its secret where none is typed. */
export function readDraft(form: FormState, old: Account | null): { readonly draft: Draft } | { readonly problem: EditProblem } {
  try {
    return { draft: parseForm(form, old) }
  } catch (e) {
    if (e instanceof FieldRefused) return { problem: e.problem }
    throw e
  }
}

function parseForm(form: FormState, old: Account | null): Draft {
  const kind = kindOf(form)
  const defaults = defaultsOf(kind)
  const open = kind === "totp" || kind === "hotp"
  const typed = lineValue(form, "secret").trim()
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- caught by readDraft
  if (typed === "" && old === null) throw new FieldRefused({ id: "secret", sentence: TEXTS.noSecret, detail: {} })
  const secret = withFieldProblem("secret", () =>
    typed === "" && old !== null ? old.secret : kind === "motp" ? new Secret(new TextEncoder().encode(typed)) : parseBase32(typed),
  )
  const pin = lineValue(form, "pin")
  const groups = lineValue(form, "groups")
    .split(/[,、，]/)
    .map((group) => group.trim())
    .filter((group) => group !== "")
  const draft = makeDraft({
    kind,
    secret,
    issuer: lineValue(form, "issuer").trim(),
    name: lineValue(form, "name").trim(),
    algorithm: open ? (ALGORITHM_CHOICES[chosenOption(form, "algorithm")] ?? defaults.algorithm) : defaults.algorithm,
    digits: open ? withFieldProblem("digits", () => parseDigits(lineValue(form, "digits")) ?? defaults.digits) : defaults.digits,
    period: kind === "totp" ? withFieldProblem("period", () => parsePeriod(lineValue(form, "period")) ?? defaults.period) : defaults.period,
    counter: kind === "hotp" ? withFieldProblem("counter", () => parseCounter(lineValue(form, "counter")) ?? 0) : null,
    pin: (kind === "motp" || kind === "yandex") && pin !== "" ? pin : null,
    groups: [...new Set(groups)],
    note: lineValue(form, "note").trim(),
    favorite: old?.favorite ?? false,
    icon: old?.icon ?? null,
  })
  withFieldProblem("secret", () => {
    checkFields(draft)
  })
  return draft
}

/** The account as typed so far: its code, with the seconds that it is valid for, or why there is none. */
export interface EditPreview {
  readonly code?: { readonly code: string; readonly seconds: number | null }
  readonly problem?: { readonly sentence: Sentence; readonly detail: Detail }
  /** The bits of a secret that is shorter than usual; null: it is not. */
  readonly weakBits: number | null
}

/** @returns Null before a secret is typed. */
export function preview(form: FormState, old: Account | null, nowMs: number): EditPreview | null {
  if (lineValue(form, "secret").trim() === "" && old === null) return null
  const read = readDraft(form, old)
  if ("problem" in read) return { problem: read.problem, weakBits: null }
  const { draft } = read
  const weakBits = isShortSecret(draft) ? secretBits(draft) : null
  try {
    const { code, validForMs } = codeAt(draft, nowMs)
    return { code: { code: groupCode(code), seconds: validForMs === null ? null : Math.ceil(validForMs / 1000) }, weakBits }
  } catch (e) {
    if (!isAppError(e)) throw e
    return { problem: e, weakBits }
  }
}
