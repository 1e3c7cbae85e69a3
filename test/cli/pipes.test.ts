// Standard error as a pipe, with more in it than a pipe holds.
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { it } from "node:test"
import { MAIN } from "../e2e/programs.ts"

it("writes every line on standard error before it ends, to a slow reader too", () => {
  const directory = mkdtempSync(join(tmpdir(), "keyferry-pipes-"))
  try {
    const file = join(directory, "uris.txt")
    const malformed = Array.from({ length: 5000 }, (_, n) => `otpauth://totp/${n}?secret=!\n`)
    writeFileSync(file, `otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQ\n${malformed.join("")}`)
    const script = '"$0" "$1" inspect "$2" 2>&1 >/dev/null | { sleep 0.5; cat; }'
    const { stdout } = spawnSync("sh", ["-c", script, process.execPath, MAIN, file], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    })
    const lines = stdout.split("\n").filter((line) => line !== "")
    assert.equal(lines.filter((line) => line.includes("record ")).length, malformed.length)
    assert.match(lines.at(-1) ?? "", /5000 records could not be read/)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
