import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { readImage } from "../../src/platform/workers/tasks.ts"
import { timeInTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"

const PICTURES: readonly (readonly [what: string, path: string])[] = [
  ["a screenshot (PNG)", "samples/qr-image/one.png"],
  ["two codes (JPEG)", "samples/qr-image/two-in-one.jpg"],
  ["a part of a transfer (PNG)", "samples/qr-image/transfer-1.png"],
]

/** Compares with zbarimg, which decodes each code with one decoder, while keyferry uses two. */
export async function* measurePictures(): AsyncGenerator<Measured> {
  if (spawnSync("zbarimg", ["--version"]).status !== 0) return
  for (const [what, path] of PICTURES) {
    const bytes = Uint8Array.from(readFileSync(path))
    const run =
      (command: string, ...args: string[]) =>
      (): void =>
        void spawnSync(command, args, { stdio: "ignore" })
    const times = await timeInTurns(7, {
      zbarimg: run("zbarimg", "-q", "--raw", path),
      decode: () => readImage(bytes),
      scan: run(process.execPath, "dist/main.js", "scan", path),
    })
    yield { what: `decode ${what}`, ms: times.decode, beside: "zbarimg, whole process", besideMs: times.zbarimg }
    yield { what: `keyferry scan ${what}`, ms: times.scan, beside: "zbarimg, whole process", besideMs: times.zbarimg }
  }
}
