// The licences of the packages that the bundle contains, which these demand to be passed on.
import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/
const NOTICE = /^(licen[cs]e|copying|notice)([.-].*)?$/i
/** Packages whose licence file has the whole text, for those that only name their licence. */
const TEXT_OF = { MIT: "jimp", ISC: "libsodium", "Apache-2.0": "jsqr" }
/** Libraries compiled into the wasm files of packages that do not name them. */
const COMPILED =
  "zxing-cpp (Apache-2.0, see jsqr for its text), in zxing-wasm\nSQLite (public domain), in sql.js\nlibde265 (LGPL-3.0), in libheif-js\n"

/**
 * @param inputs - Paths of the bundled files.
 * @param beside - Directories of packages that are installed beside the bundle.
 */
export function licensesOf(inputs, beside) {
  const filesOf = new Map(beside.map((directory) => [directory, []]))
  for (const path of inputs.filter((path) => PACKAGE.test(path))) {
    const [directory] = PACKAGE.exec(path)
    filesOf.set(directory, [...(filesOf.get(directory) ?? []), path])
  }
  const sections = [...filesOf].map(([directory, files]) => section(directory, files))
  return [...new Set(sections)]
    .sort()
    .concat(COMPILED)
    .join(`\n${"-".repeat(80)}\n\n`)
}

function section(directory, files) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"))
  const texts = noticesIn(directory)
  return `${name} ${version} (${license})\n\n${(texts.length > 0 ? texts : namedLicense(directory, files, license, author)).join("\n\n")}\n`
}

const noticesIn = (directory) =>
  readdirSync(directory, { recursive: true })
    .filter((path) => !path.includes("node_modules/") && NOTICE.test(path.split("/").at(-1)))
    .sort()
    .map((path) => readFileSync(join(directory, path), "utf8").trim())

/** What the package's files say at their top, and the text of the licence that it names. */
function namedLicense(directory, files, license, author) {
  const holder = typeof author === "object" ? author.name : author
  const tops = files.map((path) => /^(\/\/.*\n)+/.exec(readFileSync(path, "utf8"))?.[0] ?? "").filter((top) => /copyright|\(c\)/i.test(top))
  const ids = license.match(/[A-Z][\w.-]+/g).filter((id) => id in TEXT_OF)
  if (ids.length === 0) throw new Error(`${directory}: no text of its licence ${license}`)
  const modules = directory.slice(0, directory.indexOf("node_modules/") + "node_modules".length)
  const texts = ids
    .flatMap((id) => noticesIn(join(modules, TEXT_OF[id])))
    .map((text) => text.slice(Math.max(0, text.search(/^Permission /m))))
  return [...new Set([...(holder === undefined ? [] : [`Copyright (c) ${holder}`]), ...tops.map((top) => top.trim()), ...texts])]
}
