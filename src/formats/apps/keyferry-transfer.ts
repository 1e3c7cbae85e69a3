import { AppError, isAppError } from "../../base/errors.ts"
import type { Issue } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { PartCollector, parsePart } from "../../transfer/parts.ts"
import type { SetState } from "../../transfer/parts.ts"
import { openTransfer } from "../../transfer/transfer.ts"
import type { Handler, OpenedLocked, SniffedInput } from "../handler.ts"
import { textOf } from "../records/text.ts"
import { uriLines } from "../records/uri-lines.ts"

const TEXTS = texts({
  guide: {
    en: "In keyferry: migrate › export › QR for another keyferry. Take a picture of every page, in any order, and keep the verification code below the last one at hand",
    ja: "keyferry の「移行 › エクスポート › 別の keyferry 用の QR コード」。すべてのページを撮影し（順不同）、最後のページの下に表示される引き継ぎコードを控えてください",
  },
  incomplete: {
    en: "the transfer is not complete: {have} of {count} parts are there, missing {missing}",
    ja: "引き継ぎデータがそろっていません（{count} 個のうち {have} 個）。不足: {missing}",
  },
  mixed: {
    en: "these are parts of {count} transfers: {sets}. Open the parts of one transfer at a time",
    ja: "{count} 件の引き継ぎデータが混ざっています: {sets}。1 件分ずつ開いてください",
  },
  altered: {
    en: "a part of the transfer was altered: all {count} are there, but together they are not what was sent",
    ja: "引き継ぎデータの一部が変更されています: {count} 個すべてそろっていますが、送られた内容と一致しません",
  },
  none: { en: "there is no part of a transfer in it", ja: "引き継ぎデータが含まれていません" },
  hint: {
    en: "the code stands below the last QR code on the other keyferry",
    ja: "引き継ぎコードは、もう一方の keyferry で最後の QR コードの下に表示されます",
  },
})

/** So many missing parts are named; more are hinted at. */
const NAMED_MISSING = 12

function open(inputs: readonly SniffedInput[]): Promise<OpenedLocked> {
  const collector = new PartCollector()
  const issues: Issue[] = []
  let broken: AppError | null = null
  for (const [index, input] of inputs.entries()) {
    for (const { at, scheme, text } of uriLines(textOf(input.bytes))) {
      if (scheme !== "keyferry") continue
      try {
        collector.add(parsePart(text))
      } catch (error) {
        if (!isAppError(error, "format-damaged")) throw error
        broken ??= error
        issues.push({ at: inputs.length > 1 ? index + 1 : at, code: "record-malformed", reason: error.sentence })
      }
    }
  }
  const states = collector.states()
  const [state] = states
  if (state === undefined) return Promise.reject(broken ?? new AppError("format-damaged", TEXTS.none))
  const file = collector.file(state.set)
  if (states.length > 1 || file === null) return Promise.reject(trouble(states, state))
  return Promise.resolve({
    kind: "locked",
    needs: "verification-code",
    hint: { sentence: TEXTS.hint, detail: {} },
    unlock: async ({ password }, { signal }) => ({ kind: "accounts", drafts: await openTransfer(file, password, signal), issues }),
  })
}

/** Why the parts are no transfer: each case in its own words. */
function trouble(states: readonly SetState[], { state, have, count, missing }: SetState): AppError {
  if (states.length > 1) {
    const sets = states.map((one) => `${one.set} (${one.have.length}/${one.count})`).join(", ")
    return new AppError("transfer-mixed", TEXTS.mixed, { detail: { count: states.length, sets } })
  }
  if (state === "altered") return new AppError("format-damaged", TEXTS.altered, { detail: { count } })
  const named = missing.slice(0, NAMED_MISSING).join(", ") + (missing.length > NAMED_MISSING ? ", …" : "")
  return new AppError("transfer-incomplete", TEXTS.incomplete, { detail: { have: have.length, count, missing: named } })
}

/** Parts are drawn, not written to a file: `keyferry qr --to keyferry` makes them. */
export const keyferryTransfer: Handler = {
  id: "keyferry-transfer",
  title: "keyferry transfer",
  extensions: ["txt"],
  guide: TEXTS.guide,
  detect: (sniffed) => (sniffed.kind === "uris" && sniffed.schemes.every((scheme) => scheme === "keyferry") ? "yes" : "no"),
  together: () => "keyferry-transfer",
  open: async (inputs) => open(inputs),
}
