import { texts } from "../../../base/language.ts"
import { guessAccounts } from "../../guess/table.ts"
import type { Detection, Handler, OpenContext, OpenedGuess, SniffedInput } from "../../handler.ts"
import { textOf } from "../../records/text.ts"
import type { Sniffed } from "../../sniffed.ts"
import { csvTable, looksLikeTable } from "./guess-csv.ts"

/** A table of an unknown format: its columns are recognised by their names, in many languages, and by their content. */
const TEXTS = texts({
  guide: {
    en: "Any table with a column of secrets or otpauth addresses, with or without a header line; you see how it is interpreted before it is read",
    ja: "シークレットまたは otpauth の URI の列がある表（見出し行の有無は問いません）。読み込む前に、どう解釈したかを確認できます",
  },
})

/** How many characters `sniff` keeps of a text. */
const HEAD = 2000

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<OpenedGuess> {
  if (input === undefined) throw new TypeError("nothing to open")
  return guessAccounts([await csvTable(textOf(input.bytes))], context)
}

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind !== "csv" && sniffed.kind !== "text" && sniffed.kind !== "uris") return "no"
  return looksLikeTable(sniffed.head, sniffed.head.length < HEAD) ? "guess" : "no"
}

export const genericCsv: Handler = {
  id: "generic-csv",
  title: "Any table (CSV)",
  titleJa: "任意の表（CSV）",
  extensions: ["csv", "tsv", "txt"],
  guide: TEXTS.guide,
  device: "phone",
  detect,
  guesses: true,
  open,
}
