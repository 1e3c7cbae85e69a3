import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Message, Sentence } from "../../../base/language.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { editLine, isEmptyLine, lineEditor, linePassphrase, SHOW_KEY } from "../../components/forms/line-editor.ts"
import type { ShowAction } from "../../components/forms/line-editor.ts"
import { fitList, LIST_KEYS, moveListBy, pointList } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { scrollTo } from "../../components/scroll.ts"
import type { MergeView } from "../../core/copies.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { chosenCopy, MERGE_START, readyCopies } from "./merge-copies-state.ts"
import type { MergeCopiesState, PassphraseStage, PlanStage, ResultStage } from "./merge-copies-state.ts"
import { mergeCopiesView, mergeHeight } from "./merge-copies-view.ts"

const TEXTS = texts({
  merge: { en: "merge this copy; the plan is shown first", ja: "このコピーをマージ（先に内容を表示）" },
  mergeHint: { en: "merge", ja: "マージ" },
  all: { en: "merge all copies that open; the plan is shown first", ja: "開けるコピーをすべてマージ（先に内容を表示）" },
  allHint: { en: "merge all", ja: "すべてマージ" },
  later: { en: "later; the copies stay", ja: "あとで行う（コピーは残ります）" },
  laterHint: { en: "later", ja: "あとで" },
  open: { en: "open the copy", ja: "コピーを開く" },
  openHint: { en: "open", ja: "開く" },
  goOn: { en: "back to the copies", ja: "コピーの一覧へ" },
  goOnHint: { en: "go on", ja: "進む" },
  none: { en: "There is no copy here.", ja: "コピーがありません。" },
  noneReady: { en: "No copy can be merged without a passphrase.", ja: "パスフレーズなしでマージできるコピーはありません。" },
  stay: { en: "The copies stay as they are; the settings lead here again.", ja: "コピーはそのまま残ります。設定からもう一度開けます。" },
  ask: { en: "Merge it into the vault?", ja: "保管庫にマージしますか？" },
  askMany: { en: "Merge these {count} copies into the vault?", ja: "{count} 個のコピーを保管庫にマージしますか？" },
  yes: { en: "Merge", ja: "マージする" },
  no: { en: "Not now", ja: "今はしない" },
  askDelete: { en: "Delete {names}?", ja: "{names} を削除しますか？" },
  askDeleteMany: { en: "Delete the {count} merged copies?", ja: "マージした {count} 個のコピーを削除しますか？" },
  inVault: { en: "Everything in {count|it|them} is in the vault.", ja: "内容はすべて保管庫にあります。" },
  delete: { en: "Delete", ja: "削除する" },
  keep: { en: "Keep", ja: "残す" },
  deleted: { en: "Deleted: {names}.", ja: "削除しました: {names}" },
  kept: {
    en: "Not deleted: {names}. It was changed meanwhile, or the disk refused.",
    ja: "削除していません: {names}（その間に変更されたか、ディスクのエラーです）",
  },
})

type MergeAction = "merge" | "merge-all" | "back" | "open-copy" | "go-on" | ListAction | ConfirmAction | ShowAction
type Out = Outcome<MergeCopiesState>

function planning(state: MergeCopiesState, names: readonly string[]): Out {
  return { state: { ...state, stage: { at: "planning" } }, effects: [{ type: "plan-merge", names, passphrase: null }] }
}

function backToList(state: MergeCopiesState, toast?: string): Out {
  const list: Out = { state: { ...MERGE_START, list: state.list }, effects: [{ type: "list-copies" }] }
  return toast === undefined ? list : { ...list, toast }
}

function onList(state: MergeCopiesState, msg: Msg<MergeAction>, context: Context): Out {
  if (msg.type === "copies-listed") return { state: { ...state, copies: msg.copies } }
  if (msg.type === "failed" && msg.effect === "list-copies") return { state: { ...state, copies: [] } }
  const count = state.copies?.length ?? 0
  const height = mergeHeight(state, context)
  const pointed = pointList(state.list, msg, count, height)
  if (pointed !== null) return { state: { ...state, list: pointed } }
  if (isActionOf(LIST_KEYS, msg)) return { state: { ...state, list: moveListBy(state.list, msg.action, count, height) } }
  if (msg.type !== "action") return { state }
  switch (msg.action) {
    case "back": {
      const isLeft = (state.copies ?? []).some((copy) => copy.state !== "merged")
      return { state, go: { type: "back" }, ...(isLeft ? { toast: format(TEXTS.stay, context.lang) } : {}) }
    }
    case "merge": {
      const copy = chosenCopy(state)
      if (copy === undefined) return { state }
      if (copy.state !== "locked") return planning(state, [copy.name])
      const editor = lineEditor("", { masked: true })
      return { state: { ...state, stage: { at: "passphrase", name: copy.name, editor, wrong: false, opening: false } } }
    }
    case "merge-all":
      return planning(state, readyCopies(state))
    default:
      return { state }
  }
}

function onPassphrase(state: MergeCopiesState, stage: PassphraseStage, msg: Msg<MergeAction>, context: Context): Out {
  const at = (patch: Partial<PassphraseStage>): MergeCopiesState => ({ ...state, stage: { ...stage, ...patch } })
  if (msg.type === "merge-planned") return onPlanned(state, msg.plan, context)
  if (msg.type === "failed" && msg.effect === "plan-merge") {
    if (msg.code === "interrupted") return { state: at({ opening: false }), toast: "" }
    if (msg.code !== "password-wrong") return { state: { ...state, stage: { at: "list" } } }
    return { state: at({ opening: false, wrong: true, editor: lineEditor("", { masked: true }) }), toast: "" }
  }
  if (stage.opening) return { state }
  if (msg.type === "action" && msg.action === "back") return { state: { ...state, stage: { at: "list" } } }
  if (msg.type === "action" && msg.action === "open-copy") {
    if (isEmptyLine(stage.editor)) return { state }
    const passphrase = linePassphrase(stage.editor)
    return {
      state: at({ opening: true, wrong: false, editor: { ...stage.editor, shown: false } }),
      effects: [{ type: "plan-merge", names: [stage.name], passphrase }],
    }
  }
  const editor = editLine(stage.editor, msg)
  return { state: editor === null ? state : at({ editor, wrong: false }) }
}

/** Where the vault holds everything already there is nothing to ask; "merging" then proves it for the offer to delete the copies. */
function onPlanned(state: MergeCopiesState, plan: MergeView, { lang }: Context): Out {
  if (plan.isDone) return { state: { ...state, stage: { at: "planning" } }, effects: [{ type: "merge-copies" }] }
  const count = plan.names.length
  const ask = count === 1 ? format(TEXTS.ask, lang) : format(TEXTS.askMany, lang, { count })
  const question = confirm(ask, { yes: format(TEXTS.yes, lang), no: format(TEXTS.no, lang) })
  return { state: { ...state, stage: { at: "plan", plan, offset: 0, question, saving: false } } }
}

function onMerged(state: MergeCopiesState, msg: Extract<Msg, { readonly type: "copies-merged" }>, { lang }: Context): Out {
  const { result, deletable } = msg
  const [first] = deletable
  const ask =
    deletable.length === 1
      ? format(TEXTS.askDelete, lang, { names: sanitize(first ?? "") })
      : format(TEXTS.askDeleteMany, lang, { count: deletable.length })
  const text = format(TEXTS.inVault, lang, { count: deletable.length })
  const question = first === undefined ? null : confirm(ask, { text, yes: format(TEXTS.delete, lang), no: format(TEXTS.keep, lang) })
  return { state: { ...state, stage: { at: "result", result, deletable, question } } }
}

function onPlan(state: MergeCopiesState, stage: PlanStage, msg: Msg<MergeAction>, context: Context): Out {
  if (msg.type === "copies-merged") return onMerged(state, msg, context)
  if (msg.type === "failed" && msg.effect === "merge-copies") return { state: { ...state, stage: { ...stage, saving: false } } }
  if (stage.saving) return { state }
  const offset = scrollTo(stage.offset, msg, stage.plan.rows.length, mergeHeight(state, context))
  if (offset !== null) return { state: { ...state, stage: { ...stage, offset } } }
  const step = answerConfirm(stage.question, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, stage: { ...stage, question: step.state } } }
  if (!step.answer) return { state: { ...state, stage: { at: "list" } } }
  return { state: { ...state, stage: { ...stage, saving: true } }, effects: [{ type: "merge-copies" }] }
}

function onResult(state: MergeCopiesState, stage: ResultStage, msg: Msg<MergeAction>, { lang }: Context): Out {
  if (msg.type === "copies-deleted") {
    const names = (list: readonly string[]): string => list.map((name) => sanitize(name)).join(", ")
    const done = msg.deleted.length === 0 ? [] : [format(TEXTS.deleted, lang, { names: names(msg.deleted) })]
    const not = msg.kept.length === 0 ? [] : [format(TEXTS.kept, lang, { names: names(msg.kept) })]
    return backToList(state, [...done, ...not].join(" "))
  }
  if (stage.question === null) return msg.type === "action" ? backToList(state) : { state }
  const step = answerConfirm(stage.question, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, stage: { ...stage, question: step.state } } }
  return step.answer ? { state, effects: [{ type: "delete-copies", names: stage.deletable }] } : backToList(state)
}

function onMsg(state: MergeCopiesState, msg: Msg<MergeAction>, context: Context): Out {
  const { stage } = state
  switch (stage.at) {
    case "list":
      return onList(state, msg, context)
    case "passphrase":
      return onPassphrase(state, stage, msg, context)
    case "planning":
      if (msg.type === "merge-planned") return onPlanned(state, msg.plan, context)
      if (msg.type === "copies-merged") return onMerged(state, msg, context)
      if (msg.type === "failed" && (msg.effect === "plan-merge" || msg.effect === "merge-copies"))
        return { state: { ...state, stage: { at: "list" } }, ...(msg.code === "interrupted" ? { toast: "" } : {}) }
      return { state }
    case "plan":
      return onPlan(state, stage, msg, context)
    case "result":
      return onResult(state, stage, msg, context)
  }
}

function keysOf(state: MergeCopiesState, context: Context): readonly Binding<MergeAction>[] {
  const { stage } = state
  switch (stage.at) {
    case "list": {
      const readOnly = context.vault?.readOnly ?? null
      const copy = chosenCopy(state)
      const off = (reason: Sentence | Message | null): { readonly disabled?: Sentence | Message } =>
        reason === null ? {} : { disabled: reason }
      const back = copy === undefined || copy.state === "merged" ? BACK_KEY : { ...BACK_KEY, help: TEXTS.later, hint: TEXTS.laterHint }
      const all = readyCopies(state).length
      return [
        {
          ...{ keys: ["enter"], action: "merge", help: TEXTS.merge, hint: TEXTS.mergeHint },
          ...off(copy === undefined ? TEXTS.none : (copy.problem ?? readOnly)),
        },
        back,
        ...(all === 1
          ? []
          : [
              {
                keys: ["a"],
                action: "merge-all" as const,
                help: TEXTS.all,
                hint: TEXTS.allHint,
                ...off(all === 0 ? TEXTS.noneReady : readOnly),
              },
            ]),
        ...LIST_KEYS,
      ]
    }
    case "passphrase":
      return stage.opening ? [] : [{ keys: ["enter"], action: "open-copy", help: TEXTS.open, hint: TEXTS.openHint }, BACK_KEY, SHOW_KEY]
    case "planning":
      return []
    case "plan":
      return stage.saving ? [] : [...CONFIRM_KEYS, ...LIST_KEYS]
    case "result":
      if (stage.question !== null) return CONFIRM_KEYS
      return [{ keys: ["enter"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOnHint }, BACK_KEY]
  }
}

/** Merges copies of the vault that were changed elsewhere, after showing what that changes, and offers to delete them. */
export const mergeCopiesScreen: Screen<MergeCopiesState, MergeAction, RouteOf<"merge-copies">> = {
  init: () => ({ state: MERGE_START, effects: [{ type: "list-copies" }] }),

  update(state, msg, context) {
    const outcome = onMsg(state, msg, context)
    const next = outcome.state
    if (next.stage.at !== "list") return outcome
    return { ...outcome, state: { ...next, list: fitList(next.list, next.copies?.length ?? 0, mergeHeight(next, context)) } }
  },

  view: mergeCopiesView,
  keys: keysOf,
  typing: ({ stage }) => stage.at === "passphrase",
}
