import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { after, before, describe, it } from "node:test"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { COMMANDS } from "../../../src/cli/commands.ts"
import { FakeAgent } from "../../agent/fake-agent.ts"
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

/** Names of accounts that would do something, were a shell to read them. */
const NAMES = [
  "Northwind ann@example.com",
  "Northwind bob",
  "$(touch ran) `touch ran` ${HOME}",
  "a;touch ran #|&<>(){}[]*?~!^",
  'it\'s "quoted" \\ back',
  "colon:in:it=x",
  "例え アカウント",
]
/** The words of a shell as the shell itself reads them. */
const READ: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  bash: ["bash", "-c", 'eval "set -- $1"; printf "%s\\n" "$@"', "bash"],
  zsh: ["zsh", "-f", "-c", 'eval "set -- $1"; printf "%s\\n" "$@"', "zsh"],
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
    mkdirSync(join(directory, "bin"))
    writeFileSync(
      join(directory, "bin/keyferry"),
      `#!/bin/sh\n[ "$*" = "completion accounts" ] && exec cat ${join(directory, "names")}\nexit 1\n`,
    )
    chmodSync(join(directory, "bin/keyferry"), 0o755)
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
      const runIn = ([program, ...args]: readonly [string, ...string[]]): string =>
        execFileSync(program, args, {
          cwd: directory,
          encoding: "utf8",
          timeout: 30_000,
          env: { ...process.env, HOME: directory, LC_ALL: "C.UTF-8", PATH: `${join(directory, "bin")}:${process.env["PATH"]}` },
        })
      const offeredFor = (line: string): string[] => {
        const output = runIn(argsFor(script, line))
        return [...new Set(output.split("\n").map((word) => word.trim().replace(/\/$/, "")))].filter((word) => word !== "").sort()
      }
      for (const [line, offered] of LINES) {
        it(`offers for "${line}": ${offered.join(" ") || "nothing"}`, () => {
          assert.deepEqual(offeredFor(line), [...offered].sort())
        })
      }
      describe("with an unlocked agent", () => {
        before(() => {
          writeFileSync(join(directory, "names"), NAMES.join("\n") + "\n")
        })
        after(() => {
          rmSync(join(directory, "names"))
        })
        for (const command of ["code", "export"]) {
          it(`offers the names of accounts for ${command}, as words in which the shell finds nothing to do`, () => {
            const offered = offeredFor(`keyferry ${command} `)
            const read = READ[shell]
            const words =
              read === undefined
                ? offered
                : runIn([...read, offered.join(" ")])
                    .trimEnd()
                    .split("\n")
            assert.deepEqual(words.sort(), [...NAMES].sort())
            assert.ok(!existsSync(join(directory, "ran")))
          })
        }
        it("offers those that begin as typed, and for the other words of a query none", () => {
          const words = offeredFor("keyferry code Nor").map((word) => word.replaceAll("\\", ""))
          assert.deepEqual(words, NAMES.slice(0, 2))
          const others = offeredFor("keyferry code Northwind ")
          assert.deepEqual(
            others.filter((word) => !word.startsWith("--")),
            [],
          )
        })
        it("completes a name as one word", { skip: shell !== "zsh" }, () => {
          for (const [begin, name] of [
            ["\\$", NAMES[2]],
            ["it", NAMES[4]],
          ] as const) {
            const line = runIn(["zsh", ZSH, script, `keyferry code ${begin}`, "line"]).trim()
            assert.deepEqual(
              runIn([...READ["zsh"]!, line])
                .trimEnd()
                .split("\n"),
              ["keyferry", "code", name],
            )
          }
          assert.ok(!existsSync(join(directory, "ran")))
        })
      })
      it("offers every command", () => {
        assert.deepEqual(offeredFor("keyferry "), COMMANDS.map(({ name }) => name).sort())
      })
    })
  }

  it("gets the names from an unlocked agent alone, cleaned, and none that is an option", async () => {
    const machine = await new Machine().withVault()
    const agent = new FakeAgent(machine.disk)
    machine.agent = agent
    agent.names = ["Northwind ann", "Northwind ann", "--plain", "two\nlines\u001b[31m\u202e", ""]
    const locked = await machine.run("completion", "accounts")
    assert.deepEqual([locked.status, locked.out, locked.err], [0, "", ""])
    machine.env["KEYFERRY_PASSPHRASE_FILE"] = ""
    machine.answers = ["correct horse battery staple"]
    await machine.run("agent", "start")
    const { out } = await machine.run("completion", "accounts")
    assert.match(out, /^Northwind ann\ntwo.?lines.*\n$/)
    assert.doesNotMatch(out, /[\u001b\u202e]/)
  })

  it("is refused for another shell", async () => {
    assert.equal((await new Machine().run("completion", "tcsh")).status, 2)
  })
})
