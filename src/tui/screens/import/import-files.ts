import { cutToWidth } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { withClipboard } from "../../components/clipboard/with-clipboard.ts"
import type { ClipboardAction } from "../../components/clipboard/with-clipboard.ts"
import { pickerKeys } from "../../components/files/file-picker-keys.ts"
import type { PickerAction } from "../../components/files/file-picker-keys.ts"
import type { FilePicker } from "../../components/files/file-picker-state.ts"
import { pickerView } from "../../components/files/file-picker-view.ts"
import { pickerTyping, startPicker, updatePicker } from "../../components/files/file-picker.ts"
import { importRail } from "../../components/rail/import-rail.ts"
import { withRail } from "../../components/rail/rail.ts"
import { textRow } from "../../components/rows.ts"
import type { Size } from "../../core/frame.ts"
import type { Route, RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  titlePictures: { en: "Import: choose QR pictures", ja: "インポート: QR 画像の選択" },
  titleFiles: { en: "Import: choose files", ja: "インポート: ファイルの選択" },
  titleRestore: { en: "Restore: choose the backup", ja: "復元: バックアップの選択" },
  introImport: {
    en: "Next: the content is shown before anything is imported.",
    ja: "インポートする前に、次の画面で内容を確認できます。",
  },
  introRestore: {
    en: "A backup, or the vault.age of an automatic copy. Next: its passphrase.",
    ja: "バックアップか、自動コピーの vault.age を選びます。次はパスフレーズです。",
  },
})

export interface ImportFilesState {
  readonly kind: "pictures" | "files" | "restore"
  readonly picker: FilePicker
}

const TITLES = { pictures: TEXTS.titlePictures, files: TEXTS.titleFiles, restore: TEXTS.titleRestore }

const pickerSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 1 })

/** The picker over a whole screen; what is chosen goes on to be read. */
function pickingScreen<R extends Route>(
  kindOf: (route: R) => ImportFilesState["kind"],
): Screen<ImportFilesState, PickerAction | ClipboardAction, R> {
  const screen: Screen<ImportFilesState, PickerAction, R> = {
    init(route, context) {
      const kind = kindOf(route)
      const { picker, effects } = startPicker(context, { mode: "open", several: kind !== "restore", pictures: kind === "pictures" })
      return { state: { kind, picker }, effects }
    },
    update(state, msg, context): Outcome<ImportFilesState> {
      const step = updatePicker(state.picker, msg, context, pickerSize(context))
      const next = { ...state, picker: step.picker }
      if (step.left) return { state: next, go: { type: "back" } }
      const go =
        step.chosen === undefined
          ? {}
          : {
              go: {
                type: "push" as const,
                route: {
                  to: "import-run" as const,
                  paths: step.chosen,
                  text: null,
                  ...(state.kind === "restore" ? { restoring: true } : {}),
                },
              },
            }
      return { state: next, effects: step.effects, ...go, ...(step.toast === undefined ? {} : { toast: step.toast }) }
    },
    view(state, context) {
      const { lang, body } = context
      const view = pickerView(state.picker, context, pickerSize(context))
      const intro = textRow(
        cutToWidth(` ${format(state.kind === "restore" ? TEXTS.introRestore : TEXTS.introImport, lang)}`, body.columns),
        "muted",
      )
      const cursor = view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + 1 }
      return { title: format(TITLES[state.kind], lang), body: [intro, ...view.rows], cursor }
    },
    keys: (state) => pickerKeys(state.picker),
    typing: (state) => pickerTyping(state.picker),
  }
  return withRail(
    withClipboard(screen, ({ kind }) => (kind === "restore" ? null : "push")),
    ({ kind }) => importRail({ pasted: false, locked: kind === "restore", restoring: kind === "restore" }, "files"),
  )
}

/** Files or pictures to import, several at once. */
export const importFilesScreen = pickingScreen<RouteOf<"import-files">>(({ pictures }) => (pictures ? "pictures" : "files"))

/** A backup to restore; from there on it is an import with a plan. */
export const restorePickingScreen = pickingScreen<RouteOf<"restore">>(() => "restore")
