import { lineOf } from "./measure.ts"
import type { Measured } from "./measure.ts"
import { formats } from "./formats.ts"
import { pictures } from "./pictures.ts"
import { screen } from "./screen.ts"
import { start } from "./start.ts"
import { vault } from "./vault.ts"

const PARTS: Readonly<Record<string, () => AsyncGenerator<Measured>>> = { start, screen, vault, pictures, formats }

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name))
if (unknown !== undefined) throw new Error(`no part ${unknown}; there are ${Object.keys(PARTS).join(", ")}`)
console.log(`  ${"".padEnd(44)} ${"median".padStart(11)}  ${"beside".padStart(11)}  ratio          beside what`)
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for await (const measured of part()) console.log(lineOf(measured))
}
