import { isMainThread, parentPort, workerData } from "node:worker_threads"
import { measureFormat, measureFormats } from "./formats.ts"
import { measureList } from "./list.ts"
import { formatRow } from "./measure.ts"
import type { Measured } from "./measure.ts"
import { measureOthers } from "./others.ts"
import { measurePictures } from "./pictures.ts"
import { measureScreen } from "./screen.ts"
import { measureStart } from "./start.ts"
import { measureTerminal } from "./terminal.ts"
import { measureVault } from "./vault.ts"

const PARTS: Readonly<Record<string, () => AsyncGenerator<Measured>>> = {
  start: measureStart,
  terminal: measureTerminal,
  screen: measureScreen,
  vault: measureVault,
  list: measureList,
  pictures: measurePictures,
  formats: measureFormats,
  others: measureOthers,
}

if (isMainThread) await print(process.argv.slice(2))
else parentPort?.postMessage(await measureFormat(workerData as string))

async function print(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name))
  if (unknown !== undefined) throw new Error(`no part ${unknown}; there are ${Object.keys(PARTS).join(", ")}`)
  console.log(`  ${"".padEnd(44)} ${"takes".padStart(12)} ${"beside".padStart(12)} ratio          beside what`)
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    for await (const measured of part()) console.log(formatRow(measured))
  }
}
