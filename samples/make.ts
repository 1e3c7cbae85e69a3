// Writes samples/<format>/ from samples/<format>/make.ts.
// Usage: npx tsx samples/make.ts [FORMAT...]   without a format: all
// What is reproducible is written again, byte for byte; what is not (made by a program that draws its own random numbers) only where missing.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { NOW_MS, seededRandom } from "../test/formats/ports.ts"
import { SAMPLES, lean } from "../test/formats/samples.ts"
import type { Made, Maker } from "./kit/kit.ts"

const only = process.argv.slice(2)

async function write(id: string): Promise<void> {
  const { make } = (await import(pathToFileURL(join(SAMPLES, id, "make.ts")).href)) as { make: Maker }
  const made = await make({ random: seededRandom(id), nowMs: NOW_MS })
  const folder = join(SAMPLES, id)
  mkdirSync(folder, { recursive: true })
  for (const { files, once } of made) {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name)
      if (once !== true || !existsSync(path)) writeFileSync(path, content)
    }
  }
  writeFileSync(join(folder, "expected.json"), `${JSON.stringify(made.map(expectation), null, 2)}\n`)
  console.log(`${id}: ${made.length}`)
}

function expectation({ files, accounts, once: _, keyFile, ...rest }: Made): unknown {
  const names = Object.keys(files).filter((name) => name !== keyFile)
  return {
    files: names,
    ...(keyFile === undefined ? {} : { keyFile }),
    ...rest,
    ...(accounts === undefined ? {} : { accounts: accounts.map(lean) }),
  }
}

for (const id of readdirSync(SAMPLES).sort()) {
  if (existsSync(join(SAMPLES, id, "make.ts")) && (only.length === 0 || only.includes(id))) await write(id)
}
