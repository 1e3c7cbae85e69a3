import { toDraft } from "../../../accounts/account.ts"
import type { Account, Draft } from "../../../accounts/account.ts"
import { classify } from "../../../accounts/duplicates.ts"
import { parseOtpUri } from "../../../accounts/uri.ts"
import { dropStaleVerifications } from "../../../accounts/verification.ts"
import { labelOf } from "../../../base/display.ts"
import { isAppError } from "../../../base/errors.ts"
import { format, texts } from "../../../base/language.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { chosenOption, isChecked, lineValue, withFocus } from "../../components/forms/form-state.ts"
import { formView } from "../../components/forms/form-view.ts"
import { formKeys, updateForm } from "../../components/forms/form.ts"
import type { FormItem, FormState } from "../../components/forms/form-state.ts"
import type { FormAction } from "../../components/forms/form.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import { verifiedText } from "../../components/verified-text.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Effect } from "../../core/effects.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { editForm, editItems, nameProblem, preview, readDraft } from "./account-edit-form.ts"
import type { EditProblem } from "./account-edit-form.ts"
import { isAccountLink, pastedRoute } from "./pasted-route.ts"

const TEXTS = texts({
  add: { en: "Accounts › Add", ja: "アカウント › 追加" },
  edit: { en: "Accounts › {label} › Edit", ja: "アカウント › {label} › 編集" },
  filled: { en: "Filled in from the link. Please look it over, then save.", ja: "リンクから入力しました。確認して保存してください。" },
  saved: { en: "Saved.", ja: "保存しました。" },
  leave: { en: "Leave without saving?", ja: "保存せずに戻りますか？" },
  leaveYes: { en: "Leave", ja: "戻る" },
  leaveNo: { en: "Stay", ja: "続ける" },
  discards: { en: "What was typed is discarded.", ja: "入力した内容は破棄されます。" },
  again: { en: "Save it once more?", ja: "もう 1 件保存しますか？" },
  present: { en: "This account is already there: {label}.", ja: "同じアカウントがあります: {label}" },
  renamed: { en: "The same secret is already there, as {label}.", ja: "同じシークレットのアカウントがあります: {label}" },
  anyway: { en: "Save", ja: "保存する" },
  back: { en: "Back to the form", ja: "入力に戻る" },
  compared: { en: "Its code agreed with: {where}", ja: "認証コードの照合で一致: {where}" },
  gone: { en: "This account is no longer in the vault.", ja: "このアカウントはもう保管庫にありません。" },
  save: { en: "save", ja: "保存" },
  leaveKey: { en: "back", ja: "戻る" },
})

export interface AccountEditState {
  /** Null: a new one. */
  readonly id: string | null
  readonly form: FormState
  /** The form as it started; leaving a changed form asks first. */
  readonly start: FormState
  readonly problem: EditProblem | null
  readonly question: { readonly about: "leave" | "save"; readonly confirm: Confirm } | null
  readonly saving: boolean
}

type Out = Outcome<AccountEditState>

function editedAccount(state: AccountEditState, context: Context): Account | null {
  return state.id === null ? null : (context.vault?.accounts.find(({ id }) => id === state.id) ?? null)
}

function itemsOf(state: AccountEditState, context: Context): FormItem[] {
  const { lang, body, nowMs } = context
  const old = editedAccount(state, context)
  const items = editItems(state.form, {
    problem: state.problem,
    keepsSecret: old !== null,
    preview: preview(state.form, old, nowMs),
    width: body.columns,
    height: body.rows,
    lang,
  })
  if (old?.verified === undefined) return items
  const compared = format(TEXTS.compared, lang, { where: verifiedText(old, context) })
  return [...items, { kind: "note", rows: [EMPTY_ROW, ...paragraph(compared, body.columns - 2, { indent: 1, role: "muted" })] }]
}

function isChanged({ form, start }: AccountEditState): boolean {
  const values = (of: FormState): string =>
    JSON.stringify([Object.keys(of.lines).map((id) => lineValue(of, id)), chosenOption(of, "kind"), chosenOption(of, "algorithm")])
  return values(form) !== values(start)
}

/** Fills the form from a link; note and groups stay, since a link holds neither. */
function fillFromLink(state: AccountEditState, text: string, context: Context): Out {
  try {
    const draft = parseOtpUri(text.trim())
    const old = editedAccount(state, context)
    const kept: Draft = { ...draft, note: lineValue(state.form, "note"), groups: old?.groups ?? [] }
    const form = withFocus(editForm(kept, false), "save")
    const groups = state.form.lines["groups"]
    return {
      state: { ...state, problem: null, form: groups === undefined ? form : { ...form, lines: { ...form.lines, groups } } },
      toast: format(TEXTS.filled, context.lang),
    }
  } catch (e) {
    if (!isAppError(e)) throw e
    return { state: { ...state, problem: { id: "secret", sentence: e.sentence, detail: e.detail }, form: withFocus(state.form, "secret") } }
  }
}

function save(state: AccountEditState, context: Context, sure: boolean): Out {
  const old = editedAccount(state, context)
  if (state.id !== null && old === null) return { state, toast: format(TEXTS.gone, context.lang) }
  const read = readDraft(state.form, old)
  if ("problem" in read) {
    // A problem in a hidden field shows the field.
    const folded = ["digits", "period"].includes(read.problem.id) && !isChecked(state.form, "more")
    const form = folded ? { ...state.form, checks: { ...state.form.checks, more: true } } : state.form
    return { state: { ...state, problem: read.problem, form: withFocus(form, read.problem.id) } }
  }
  const { draft } = read
  const unnamed = nameProblem(draft)
  if (unnamed !== null) return { state: { ...state, problem: unnamed, form: withFocus(state.form, unnamed.id) } }
  const question = sure ? null : confirmDuplicate(draft, old, context)
  if (question !== null) return { state: { ...state, question: { about: "save", confirm: question } } }
  return { state: { ...state, saving: true, problem: null, question: null }, effects: saveEffects(draft, old, context.nowMs) }
}

/** The question before a second account with the same secret is saved; null: none is needed. */
function confirmDuplicate(draft: Draft, old: Account | null, { vault, lang }: Context): Confirm | null {
  // An unchanged account was already accepted as it is.
  if (old !== null && old.issuer === draft.issuer && old.name === draft.name && old.secret.equals(draft.secret)) return null
  const others = (vault?.accounts ?? []).filter(({ id, trashedAt }) => id !== old?.id && trashedAt === null)
  const { status, match } = classify(draft, others)
  if (match === null || status === "new" || status === "other-secret") return null
  const text = format(status === "renamed" ? TEXTS.renamed : TEXTS.present, lang, { label: labelOf(match) })
  return confirm(format(TEXTS.again, lang), { text, yes: format(TEXTS.anyway, lang), no: format(TEXTS.back, lang) })
}

function saveEffects(draft: Draft, old: Account | null, nowMs: number): Effect[] {
  if (old === null) return [{ type: "add-drafts", drafts: [draft] }]
  const { kind, issuer, name, secret, algorithm, digits, period, counter, pin, groups, note } = draft
  const next: Account = { ...old, kind, issuer, name, secret, algorithm, digits, period, counter, pin, groups, note, updatedAt: nowMs }
  // A new secret makes other codes, which have not been compared.
  const accounts = [dropStaleVerifications(old, next)]
  const put: Effect = { type: "put-accounts", accounts, ...(counter === old.counter ? {} : { setsCounter: true }) }
  // A replaced secret goes to the trash: a slip must not lock the user out.
  return old.secret.equals(draft.secret) ? [put] : [put, { type: "add-drafts", drafts: [{ ...toDraft(old), id: null, trashed: true }] }]
}

function leave(state: AccountEditState, context: Context): Out {
  if (!isChanged(state)) return { state, go: { type: "back" } }
  const question = confirm(format(TEXTS.leave, context.lang), {
    text: format(TEXTS.discards, context.lang),
    yes: format(TEXTS.leaveYes, context.lang),
    no: format(TEXTS.leaveNo, context.lang),
  })
  return { state: { ...state, question: { about: "leave", confirm: question } } }
}

function onQuestion(state: AccountEditState, question: NonNullable<AccountEditState["question"]>, msg: Msg<string>, context: Context): Out {
  const step = answerConfirm(question.confirm, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, question: { ...question, confirm: step.state } } }
  const open = { ...state, question: null }
  if (!step.answer) return { state: open }
  return question.about === "leave" ? { state: open, go: { type: "back" } } : save(open, context, true)
}

function onForm(state: AccountEditState, msg: Msg<string>, context: Context): Out {
  if (msg.type === "pasted" && isAccountLink(msg.text)) return fillFromLink(state, msg.text, context)
  if (msg.type === "pasted" && state.id === null) {
    const route = pastedRoute(msg.text)
    if (route !== null) return { state, go: { type: "replace", route } }
  }
  const items = itemsOf(state, context)
  const step = updateForm(items, state.form, msg)
  const next = { ...state, form: step.state }
  const typed = lineValue(step.state, "secret")
  const left = state.form.focus === "secret" && (step.state.focus !== "secret" || step.event?.type === "entered")
  if (left && isAccountLink(typed)) return fillFromLink(next, typed, context)
  switch (step.event?.type) {
    case "entered":
      return save(next, context, false)
    case "pressed":
      return step.event.id === "save" ? save(next, context, false) : leave(next, context)
    case "changed":
      return { state: { ...next, problem: null } }
    case undefined:
      return { state: next }
  }
}

const LEAVE_KEY: Binding<"leave"> = { keys: ["escape"], action: "leave", help: TEXTS.leaveKey, hint: TEXTS.leaveKey }

/** As on the other screens, `q` goes back where it types nothing. */
const QUIT_KEY: Binding<"leave"> = { keys: ["q"], action: "leave", help: TEXTS.leaveKey }

/** Adds an account by hand or from a link, or changes one. */
export const accountEditScreen: Screen<AccountEditState, FormAction | ConfirmAction | "leave", RouteOf<"account-edit">> = {
  init({ id, draft: given }, context) {
    const old = id === null ? null : (context.vault?.accounts.find((account) => account.id === id) ?? null)
    const empty = editForm(old, old !== null)
    const form = given === null ? empty : withFocus(editForm(given, false), "save")
    const state: AccountEditState = { id, form, start: empty, problem: null, question: null, saving: false }
    return given === null ? { state } : { state, toast: format(TEXTS.filled, context.lang) }
  },

  update(state, msg, context) {
    if (msg.type === "vault-saved" && state.saving) return { state, go: { type: "back" }, toast: format(TEXTS.saved, context.lang) }
    if (msg.type === "failed") return { state: { ...state, saving: false } }
    if (state.saving) return { state }
    if (state.question !== null) return onQuestion(state, state.question, msg, context)
    if (msg.type === "action" && msg.action === "leave") return leave(state, context)
    return onForm(state, msg, context)
  },

  view(state, context) {
    const { lang, body } = context
    const old = editedAccount(state, context)
    const { rows, cursor } = formView(itemsOf(state, context), state.form, body.columns, body.rows)
    const title = old === null ? format(TEXTS.add, lang) : format(TEXTS.edit, lang, { label: labelOf(old) })
    return { title, body: rows, cursor, question: state.question?.confirm ?? null }
  },

  keys(state, context) {
    if (state.question !== null) return CONFIRM_KEYS
    const isTyped = state.form.lines[state.form.focus] !== undefined
    const keys = formKeys(itemsOf(state, context), state.form, { help: TEXTS.save, hint: TEXTS.save })
    return [...keys, LEAVE_KEY, ...(isTyped ? [] : [QUIT_KEY])]
  },
  // Not even on a button does L lock: what was typed would be lost.
  typing: (state) => state.question === null,
}
