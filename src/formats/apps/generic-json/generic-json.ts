import { texts } from "../../../base/language.ts"
import { jsonOf } from "../../containers/json.ts"
import { assignColumns, guessAccounts } from "../../guess/table.ts"
import type { Detection, Handler, OpenContext, OpenedGuess, SniffedInput } from "../../handler.ts"
import { textOf } from "../../records/text.ts"
import type { Sniffed } from "../../sniffed.ts"
import { jsonLines, jsonTables } from "./guess-json.ts"

/** JSON of an unknown format: any tree with otpauth URIs, or with objects that have a secret and a name; also one value per line. */
const TEXTS = texts({
  guide: {
    en: "Any JSON with secrets or otpauth addresses in it; also one object per line; you see how it is interpreted before it is read",
    ja: "シークレットまたは otpauth の URI を含む JSON（1 行に 1 オブジェクトの形式も可）。読み込む前に、どう解釈したかを確認できます",
  },
})

/** How many values detection looks at. */
const LOOKED_AT = 5000

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<OpenedGuess> {
  if (input === undefined) throw new TypeError("nothing to open")
  const root = input.sniffed.kind === "json-broken" ? jsonLines(textOf(input.bytes)) : jsonOf(input)
  return Promise.resolve(guessAccounts(jsonTables(root), context))
}

function detect(sniffed: Sniffed): Detection {
  const root = sniffed.kind === "json-object" || sniffed.kind === "json-array" ? sniffed.json : rootOfLines(sniffed)
  if (root === null) return "no"
  const found = jsonTables(root, LOOKED_AT).map(assignColumns)
  return found.some((columns) => columns !== null && columns !== "unreadable") ? "guess" : "no"
}

/** The complete lines at the beginning of the text; null where they are not JSON. */
function rootOfLines(sniffed: Sniffed): unknown {
  if (sniffed.kind !== "json-broken" || sniffed.problem !== "syntax") return null
  const end = sniffed.head.lastIndexOf("\n")
  if (end < 0) return null
  try {
    return jsonLines(sniffed.head.slice(0, end))
  } catch {
    return null
  }
}

export const genericJson: Handler = {
  id: "generic-json",
  title: "Any JSON",
  titleJa: "任意の JSON",
  extensions: ["json", "jsonl", "txt"],
  guide: TEXTS.guide,
  device: "phone",
  detect,
  guesses: true,
  open,
}
