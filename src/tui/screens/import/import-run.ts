import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { withClipboard } from "../../components/clipboard/with-clipboard.ts"
import { answerConfirm, confirm } from "../../components/confirm.ts"
import { updateMenu } from "../../components/menu.ts"
import { importRail } from "../../components/rail/import-rail.ts"
import type { ImportStep } from "../../components/rail/import-rail.ts"
import { withRail } from "../../components/rail/rail.ts"
import { scrollTo } from "../../components/scroll.ts"
import { PASTED_NAME, sourceLabel } from "../../components/text.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { ImportSource } from "../../core/effects.ts"
import type { Answer, Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { importedCheckList, importedMove } from "./import-compared.ts"
import { resultCursor, resultHeight, resultItems, resultRows, unreadOf } from "./import-result.ts"
import { startMapping, updateMapping } from "./import-run-mapping.ts"
import { canUnlockAgain, hasLocked, isRestore } from "./import-run-state.ts"
import type { ImportRunState, RunStage } from "./import-run-state.ts"
import { startUnlock, unlockTyping, updateUnlock } from "./import-run-unlock.ts"
import { importRunKeys, importRunView, tableSize, UNLOCK_AGAIN_KEY } from "./import-run-view.ts"
import type { ImportRunAction } from "./import-run-view.ts"
import { planListHeight } from "./plan-table-view.ts"
import { isBlank, planTable, updatePlanTable } from "./plan-table.ts"

const TEXTS = texts({
  deleteSource: { en: "Delete the {n|file|files}?", ja: "読み込んだファイルを削除しますか？" },
  allIn: {
    en: "Everything of {files} is in the vault now.",
    ja: "{files} の内容はすべて保管庫に入りました。",
  },
  delete: { en: "Delete", ja: "削除する" },
  keep: { en: "Keep", ja: "残す" },
})

type Out = Outcome<ImportRunState>

const runScreen: Screen<ImportRunState, ImportRunAction, RouteOf<"import-run">> = {
  init({ paths, text, pasted, restoring = false, received = false }) {
    const name = pasted?.name ?? PASTED_NAME
    const state: ImportRunState = { paths, pasted: name, received, restoring, files: [], rows: [], stage: { at: "reading" } }
    if (received || paths !== null) return openAgain(state)
    const source: ImportSource = pasted === undefined ? { from: "text", text: text ?? "" } : { from: "bytes", ...pasted }
    return { state, effects: [{ type: "open-import", source }] }
  },
  update(state, msg, context) {
    if (msg.type === "import-read") return showFiles(state, msg, context)
    const { stage } = state
    switch (stage.at) {
      case "reading":
        if (msg.type === "failed" && msg.effect === "open-import") {
          if (msg.code === "interrupted") return { state, go: { type: "back" } }
          return { state: { ...state, stage: { at: "failed", message: msg.message } }, toast: "" }
        }
        return isAction(msg, "cancel") ? { state, effects: [{ type: "cancel-work" }], go: { type: "back" } } : { state }
      case "failed":
        return isAction(msg, "back") ? { state, go: { type: "back" } } : { state }
      case "unlock":
        return updateUnlock(state, stage, msg, context)
      case "mapping":
        return updateMapping(state, stage, msg, context)
      case "plan":
        return updatePlan(state, stage, msg, context)
      case "applying":
        return updateApplying(state, stage, msg, context)
      case "result":
        return updateResult(state, stage, msg, context)
    }
  },
  view: (state, context) => importRunView(state, context),
  keys: (state, context) => importRunKeys(state, context),
  typing: ({ stage }) => stage.at === "unlock" && unlockTyping(stage),
}

/** Reading, unlocking, the plan, and the result. */
export const importRunScreen = withRail(withClipboard(runScreen, goesOn), (state, context) => {
  const { paths, received, files, stage } = state
  const pasted = paths === null
  const restoring = isRestore(state, context)
  const locked = restoring || stage.at === "unlock" || hasLocked(files)
  const [unlockKey] = stage.at === "plan" && canUnlockAgain(state) ? UNLOCK_AGAIN_KEY.keys : []
  return importRail({ pasted, received, locked, restoring, ...(unlockKey === undefined ? {} : { unlockKey }) }, stepOf(state))
})

/** Where there is nothing to import, and after an import, the next picture can be pasted. */
function goesOn({ stage, restoring }: ImportRunState): "replace" | null {
  const isFree =
    stage.at === "failed" || (stage.at === "plan" && isBlank(stage.table)) || (stage.at === "result" && stage.imported.confirm === null)
  return isFree && !restoring ? "replace" : null
}

/** From the beginning: every locked file asks for its password again. */
function openAgain(state: ImportRunState): Out {
  const source: ImportSource = state.received ? { from: "received" } : { from: "files", paths: state.paths ?? [], keep: state.restoring }
  return { state: { ...state, files: [], stage: { at: "reading" } }, effects: [{ type: "open-import", source }] }
}

function stepOf({ stage, paths, received }: ImportRunState): ImportStep {
  switch (stage.at) {
    case "reading":
    case "failed":
    case "mapping":
      return received ? "camera" : paths === null ? "paste" : "files"
    case "unlock":
      return "unlock"
    case "plan":
    case "applying":
      return "check"
    case "result":
      return "done"
  }
}

const isAction = (msg: Msg<string>, action: ImportRunAction): boolean => msg.type === "action" && msg.action === action

/** Ask about the pending file, else show the plan. */
function showFiles(state: ImportRunState, { files, pending, plan }: Extract<Answer, { type: "import-read" }>, context: Context): Out {
  const { lang } = context
  const next = { ...state, files }
  if (pending !== null) {
    const outcome = files[pending]?.outcome
    return { state: { ...next, stage: outcome?.state === "guessed" ? startMapping(pending, lang) : startUnlock(pending, outcome) } }
  }
  return {
    state: {
      ...next,
      stage: { at: "plan", table: planTable(plan?.rows ?? [], unreadOf(next, lang), isRestore(next, context) ? "restore" : "import") },
    },
  }
}

function updatePlan(state: ImportRunState, stage: Extract<RunStage, { at: "plan" }>, msg: Msg<string>, context: Context): Out {
  const step = updatePlanTable(stage.table, msg, context.lang, planListHeight(stage.table, context.lang, tableSize(context)))
  const next = { ...state, stage: { at: "plan" as const, table: step.table } }
  if (step.event === "left") return { state: next, go: { type: "back" } }
  if (isAction(msg, "unlock-again")) return openAgain(state)
  if (step.event === null) return { state: next, ...(step.toast === undefined ? {} : { toast: step.toast }) }
  const { rows } = step.table
  return { state: { ...state, rows, stage: { at: "applying", table: step.table } }, effects: [{ type: "apply-import", rows }] }
}

function updateApplying(state: ImportRunState, stage: Extract<RunStage, { at: "applying" }>, msg: Msg<string>, context: Context): Out {
  if (msg.type === "failed" && msg.effect === "apply-import") return { state: { ...state, stage: { at: "plan", table: stage.table } } }
  if (msg.type !== "import-applied") return { state }
  const { result, deletable } = msg
  const offer = deletable.length === 0 ? null : askDeleteSource(deletable, context.lang)
  const checkList = isRestore(state, context) ? null : importedCheckList(state.rows, state.files, msg.vault.accounts, context.formats)
  return {
    state: {
      ...state,
      stage: { at: "result", imported: { result, deletable, deleted: [], checkList, confirm: offer, cursor: null, offset: 0 } },
    },
    effects: [{ type: "record-receipt", move: importedMove(state, result, checkList, context) }],
  }
}

function askDeleteSource(paths: readonly string[], lang: Lang): Confirm {
  return confirm(format(TEXTS.deleteSource, lang, { n: paths.length }), {
    text: format(TEXTS.allIn, lang, { files: namesOf(paths, lang) }),
    yes: format(TEXTS.delete, lang),
    no: format(TEXTS.keep, lang),
  })
}

/** Every file by its name. */
function namesOf(paths: readonly string[], lang: Lang): string {
  return paths.map((path) => sourceLabel(path, lang)).join(lang === "ja" ? "、" : ", ")
}

function updateResult(state: ImportRunState, stage: Extract<RunStage, { at: "result" }>, msg: Msg<string>, context: Context): Out {
  const { imported } = stage
  const at = (patch: Partial<typeof imported>): ImportRunState => ({
    ...state,
    stage: { at: "result", imported: { ...imported, ...patch } },
  })
  if (msg.type === "files-deleted") return { state: at({ deleted: msg.deleted, offset: 0 }) }
  if (imported.confirm !== null) {
    const step = answerConfirm(imported.confirm, msg)
    if (step !== null && "state" in step) return { state: at({ confirm: step.state }) }
    if (step !== null) {
      const effects = step.answer ? [{ type: "delete-files" as const, paths: imported.deletable }] : []
      return { state: at({ confirm: null }), effects }
    }
  } else {
    const step = updateMenu(resultCursor(imported, context), msg, resultItems(imported, context.lang).length)
    if (step?.chosen === 0 && imported.checkList !== null)
      return { state: at({ cursor: null }), go: { type: "push", route: imported.checkList } }
    if (isAction(msg, "back") || (step !== null && step.chosen !== null)) return { state, go: { type: "home" } }
    if (step !== null) return { state: at({ cursor: step.cursor }) }
  }
  const offset = scrollTo(imported.offset, msg, resultRows(state, imported, context).length, resultHeight(imported, context))
  return { state: offset === null ? state : at({ offset }) }
}
