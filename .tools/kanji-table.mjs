import { readFileSync } from "node:fs"

const TABLE = /exports\.shiftJISTable = \{([^}]*)\};/
const ENTRY = /(0x[0-9A-F]+): (0x[0-9A-F]+)/g

/**
 * A plugin of esbuild: jsqr makes a table of 7,000 kanji when it is loaded, which takes three times as long as loading the rest. In the bundle
 * the table is a text in JSON, from which it is made when a code in kanji mode is read.
 */
export const kanjiTableOnFirstUse = {
  name: "kanji-table-on-first-use",
  setup({ onLoad }) {
    onLoad({ filter: /\/jsQR\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8")
      const [statement, entries] = TABLE.exec(source) ?? []
      if (statement === undefined) throw new Error("jsqr has no table of kanji where it was")
      const table = Object.fromEntries([...entries.matchAll(ENTRY)].map(([, code, unicode]) => [Number(code), Number(unicode)]))
      const json = JSON.stringify(JSON.stringify(table))
      const getter = `let table; Object.defineProperty(exports, "shiftJISTable", { get: () => (table ??= JSON.parse(${json})) });`
      return { contents: source.replace(statement, () => getter), loader: "js" }
    })
  },
}
