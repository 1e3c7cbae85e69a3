import { sanitize } from "../../../base/display.ts"
import { messageOf, texts } from "../../../base/language.ts"
import type { Binding } from "../../core/keys.ts"
import type { Route } from "../../core/routes.ts"
import type { Context, Go, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  paste: { en: "paste a picture or a file of your clipboard", ja: "クリップボードの画像やファイルを貼り付ける" },
  pasteHint: { en: "paste picture", ja: "画像を貼り付け" },
  impossible: {
    en: "This terminal passes no pictures on; the page of “Scan with a camera” takes them. Or bring the file by scp, or run on your computer: ssh {host} keyferry scan - < picture.png",
    ja: "このターミナルでは画像を貼り付けられません。「カメラで読み取る」のページでは貼り付けられます。または scp でファイルを送るか、手元のコンピューターで実行してください: ssh {host} keyferry scan - < picture.png",
  },
})

export type ClipboardAction = "read-clipboard"

function clipboardKey({ clipboardReadable, host }: Context): Binding<ClipboardAction> {
  const key = { keys: ["C-v"], action: "read-clipboard", help: TEXTS.paste } as const
  return clipboardReadable ? { ...key, hint: TEXTS.pasteHint } : { ...key, disabled: messageOf(TEXTS.impossible, { host: sanitize(host) }) }
}

/**
 * A screen that takes a picture or a file of the clipboard, and goes to import it.
 *
 * @param goes - How: over the screen or in its place; null: it takes none now.
 */
export function withClipboard<S, A extends string, R extends Route>(
  screen: Screen<S, A, R>,
  goes: (state: S) => Extract<Go, { readonly route: Route }>["type"] | null,
): Screen<S, A | ClipboardAction, R> {
  return {
    ...screen,
    update(state, msg, context) {
      const type = goes(state)
      if (msg.type === "pasted-bytes" && type !== null) {
        const { name, bytes } = msg
        return { state, go: { type, route: { to: "import-run", paths: null, text: null, pasted: { name, bytes } } } }
      }
      if (msg.type === "action" && msg.action === "read-clipboard") return { state, effects: [{ type: "read-clipboard" }] }
      return screen.update(state, msg as Parameters<typeof screen.update>[1], context)
    },
    view: (state, context) => ({ ...screen.view(state, context), takesBytes: goes(state) !== null }),
    keys: (state, context) =>
      goes(state) === null ? screen.keys(state, context) : [...screen.keys(state, context), clipboardKey(context)],
  }
}
