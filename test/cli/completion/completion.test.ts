import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { after, before, describe, it } from "node:test"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { COMMANDS } from "../../../src/cli/commands.ts"
import { withoutPrograms } from "../../formats/real-gpg.ts"
import { Machine } from "../machine.ts"

const ZSH = fileURLToPath(new URL("complete.zsh", import.meta.url))

/** For every shell: how to have it complete a line with a script. */
const SHELLS: Readonly<Record<string, (script: string, line: string) => readonly [program: string, ...args: string[]]>> = {
  bash: (script, line) => [
    "bash",
    "-c",
    'source "$1"; read -ra COMP_WORDS <<<"$2"; [[ $2 == *" " ]] && COMP_WORDS+=(""); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _keyferry; printf "%s\\n" "${COMPREPLY[@]}"',
    "bash",
    script,
    line,
  ],
  zsh: (script, line) => ["zsh", ZSH, script, line],
  fish: (script, line) => ["fish", "-N", "-c", `source ${script}; complete -C '${line}' | cut -f 1`],
}

const readable = HANDLERS.filter((handler) => handler.open !== undefined).map(({ id }) => id)
const LINES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["keyferry im", ["import"]],
  ["keyferry import --from aeg", ["aegis"]],
  ["keyferry import --from 2fa", readable.filter((id) => id.startsWith("2fa"))],
  ["keyferry export --to keyferry-t", []],
  ["keyferry import not", ["notes.txt"]],
  ["keyferry --vault my-", ["my-vault"]],
  ["keyferry --vault my-vault vers", ["versions"]],
  ["keyferry recovery ", ["create", "remove"]],
  ["keyferry plugins check not", ["notes.txt"]],
  ["keyferry list --lang j", ["ja"]],
  ["keyferry code no", []],
  ["keyferry inspect --show", ["--show-secrets"]],
  ["keyferry versions --show", []],
]

describe("the completion script", () => {
  const directory = mkdtempSync(join(tmpdir(), "keyferry-completion-"))
  before(() => {
    mkdirSync(join(directory, "my-vault"))
    writeFileSync(join(directory, "notes.txt"), "")
  })
  after(() => {
    rmSync(directory, { recursive: true })
  })

  for (const [shell, argsFor] of Object.entries(SHELLS)) {
    describe(`of ${shell}`, { skip: withoutPrograms(shell) }, () => {
      const script = join(directory, shell)
      before(async () => {
        const { status, out } = await new Machine().run("completion", shell)
        assert.equal(status, 0)
        writeFileSync(script, out)
      })
      const offeredFor = (line: string): string[] => {
        const [program, ...args] = argsFor(script, line)
        const output = execFileSync(program, args, {
          cwd: directory,
          encoding: "utf8",
          timeout: 30_000,
          env: { ...process.env, HOME: directory },
        })
        return [...new Set(output.split("\n").map((word) => word.trim().replace(/\/$/, "")))].filter((word) => word !== "").sort()
      }
      for (const [line, offered] of LINES) {
        it(`offers for "${line}": ${offered.join(" ") || "nothing"}`, () => {
          assert.deepEqual(offeredFor(line), [...offered].sort())
        })
      }
      it("offers every command", () => {
        assert.deepEqual(offeredFor("keyferry "), COMMANDS.map(({ name }) => name).sort())
      })
    })
  }

  it("is refused for another shell", async () => {
    assert.equal((await new Machine().run("completion", "tcsh")).status, 2)
  })
})
