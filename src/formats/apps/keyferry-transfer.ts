import { AppError, isAppError } from "../../base/errors.ts"
import type { Issue } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import { PartCollector, parsePart } from "../../transfer/parts.ts"
import type { SetState } from "../../transfer/parts.ts"
import { openTransfer } from "../../transfer/transfer.ts"
import type { Handler, OpenedLocked, SniffedInput } from "../handler.ts"
import { textOf } from "../records/text.ts"
import { uriLines } from "../records/uri-lines.ts"

const TEXTS = texts({
  guide: {
    en: "In keyferry: migrate › export › QR for another keyferry. Take a picture of every page, in any order, and keep at hand the verification code that is shown below the last one",
    ja: "keyferry の「移行 › エクスポート › 別の keyferry 用の QR コード」。すべてのページを撮影し（順不同）、最後のページの下に表示される引き継ぎコードを控えてください",
  },
  incomplete: {
    en: "the transfer is incomplete: {have} of {count} parts are there, missing {missing}",
    ja: "引き継ぎデータがそろっていません（{count} 個のうち {have} 個）。不足: {missing}",
  },
  mixed: {
    en: "these are parts of {count} transfers: {sets}. Open the parts of one transfer at a time",
    ja: "{count} 件の引き継ぎデータが混ざっています: {sets}。1 件分ずつ開いてください",
  },
  altered: {
    en: "a part of the transfer was altered: all {count} are there, but they do not make up what was sent",
    ja: "引き継ぎデータの一部が変更されています: {count} 個すべてそろっていますが、送られた内容と一致しません",
  },
  none: { en: "the input contains no part of a transfer", ja: "引き継ぎデータが含まれていません" },
  hint: {
    en: "the code is shown after the last QR code on the other keyferry",
    ja: "引き継ぎコードは、もう一方の keyferry で最後の QR コードの次に表示されます",
  },
})

/** How many missing parts an error lists. */
const MAX_NAMED_PARTS = 12

function open(inputs: readonly SniffedInput[]): Promise<OpenedLocked> {
  const collector = new PartCollector()
  const issues: Issue[] = []
  let firstError: AppError | null = null
  for (const [index, input] of inputs.entries()) {
    for (const { at, scheme, text } of uriLines(textOf(input.bytes))) {
      if (scheme !== "keyferry") continue
      try {
        collector.add(parsePart(text))
      } catch (error) {
        if (!isAppError(error, "format-damaged")) throw error
        firstError ??= error
        issues.push({ at: inputs.length > 1 ? index + 1 : at, code: "record-malformed", reason: error.sentence })
      }
    }
  }
  const states = collector.states()
  const [state] = states
  if (state === undefined) return Promise.reject(firstError ?? new AppError("format-damaged", TEXTS.none))
  const file = collector.file(state.set)
  if (states.length > 1 || file === null) return Promise.reject(incompleteError(states, state))
  return Promise.resolve({
    kind: "locked",
    needs: "verification-code",
    hint: messageOf(TEXTS.hint),
    unlock: async ({ password }, { signal }) => ({ kind: "accounts", drafts: await openTransfer(file, password, signal), issues }),
  })
}

/** The error for parts that do not make up one transfer. */
function incompleteError(states: readonly SetState[], { state, have, count, missing }: SetState): AppError {
  if (states.length > 1) {
    const sets = states.map(({ set, have, count }) => `${set} (${have.length}/${count})`).join(", ")
    return new AppError("transfer-mixed", TEXTS.mixed, { detail: { count: states.length, sets } })
  }
  if (state === "altered") return new AppError("format-damaged", TEXTS.altered, { detail: { count } })
  const listed = missing.slice(0, MAX_NAMED_PARTS).join(", ") + (missing.length > MAX_NAMED_PARTS ? ", …" : "")
  return new AppError("transfer-incomplete", TEXTS.incomplete, { detail: { have: have.length, count, missing: listed } })
}

/** There is no writer: parts are drawn as QR codes by `keyferry qr --to keyferry`. */
export const keyferryTransfer: Handler = {
  id: "keyferry-transfer",
  title: "keyferry transfer",
  titleJa: "keyferry の移行コード",
  extensions: ["txt"],
  guide: TEXTS.guide,
  device: "keyferry",
  detect: (sniffed) => (sniffed.kind === "uris" && sniffed.schemes.every((scheme) => scheme === "keyferry") ? "yes" : "no"),
  groupKey: () => "keyferry-transfer",
  open: async (inputs) => open(inputs),
}
