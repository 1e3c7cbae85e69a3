import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../src/base/display.ts"
import { format } from "../../src/base/language.ts"
import type { Lang } from "../../src/base/language.ts"
import { COMMANDS } from "../../src/cli/commands.ts"
import { helpOf, overview } from "../../src/cli/help.ts"
import { lineWidth, messageLines, wrapLines } from "../../src/cli/output/lines.ts"
import { terminalSize } from "../../src/platform/stdio.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { Machine } from "./machine.ts"

const LANGS: readonly Lang[] = ["en", "ja"]
const WIDTHS = [40, 57, 80, 100]
/** What must stay on one line. */
const COMMAND_LINES = [
  "keyferry recovery create",
  "keyferry completion fish > ~/.config/fish/completions/keyferry.fish",
  'eval "$(keyferry completion bash)"',
  "ssh HOST rm -f .keyferry-forward.sock",
  "RemoteForward /home/USER/.keyferry-forward.sock SOCKET",
  "StreamLocalBindUnlink yes",
  "keyferry agent watch",
  "--recovery-key-file F",
  "--from generic-csv",
]

/** Lines that are too long, except those of a single piece that must not be broken. */
function tooLong(text: string, width: number): string[] {
  return text.split("\n").filter((line) => {
    const piece = line.trim().replace(/^(?:\d+\. |keyferry: )/, "")
    return cellWidth(line) > width && wrapLines(piece, 1).length > 1
  })
}

describe("the help", () => {
  for (const lang of LANGS)
    it(`of every command fits lines of 40 to 100 cells, and keeps command lines whole (${lang})`, () => {
      for (const width of WIDTHS) {
        assert.deepEqual(tooLong(overview(lang, width), width), [])
        for (const command of COMMANDS) {
          const help = helpOf(command, lang, width)
          assert.deepEqual(tooLong(help, width), [], `${command.name} at ${width}`)
          const details = command.details === undefined ? "" : format(command.details, lang)
          for (const line of COMMAND_LINES) if (details.includes(line)) assert.ok(help.includes(line), `${line} at ${width}`)
        }
      }
    })
  it("takes no brace in a text for the place of a detail", () => {
    for (const lang of LANGS) for (const command of COMMANDS) assert.doesNotThrow(() => helpOf(command, lang, 80), command.name)
  })
  it("loses no text when it is wrapped", () => {
    const squeezed = (text: string): string => text.replaceAll(/\s/g, "")
    for (const lang of LANGS)
      for (const command of COMMANDS) assert.equal(squeezed(helpOf(command, lang, 40)), squeezed(helpOf(command, lang, 100)), command.name)
  })
  it("is as wide as the terminal, from 40 to 100 cells, and 80 without one", async () => {
    assert.deepEqual([null, 0, 30, 72, 300].map(lineWidth), [80, 40, 40, 72, 100])
    const machine = new Machine()
    for (const [size, width] of [
      [null, 80],
      [{ columns: 50, rows: 24 }, 50],
    ] as const) {
      machine.size = size
      const { out } = await machine.run("agent", "--help")
      assert.deepEqual([tooLong(out, width), tooLong(out, width - 4).length > 0], [[], true])
    }
  })
})

describe("a guide", () => {
  it("is wrapped, except its command lines", async () => {
    const machine = new Machine()
    for (const lang of LANGS)
      for (const { id } of HANDLERS) {
        machine.size = { columns: 40, rows: 24 }
        const { out, status } = await machine.run("formats", id, "--lang", lang)
        assert.equal(status, 0)
        const prose = out.split("\n").filter((line) => !line.startsWith("       keyferry "))
        assert.deepEqual(tooLong(prose.join("\n"), 40), [], id)
      }
  })
})

describe("a message", () => {
  const LONG = "keyferry: the passphrase cannot be recovered: without it, only a recovery key opens the vault"
  it("is one line where standard error is no terminal, since scripts read lines", () => {
    assert.equal(messageLines(LONG, null), `${LONG}\n`)
  })
  it("is wrapped on a terminal", async () => {
    assert.equal(
      messageLines(LONG, 60),
      "keyferry: the passphrase cannot be recovered: without it,\n  only a recovery key opens the vault\n",
    )
    const machine = new Machine()
    machine.size = { columns: 40, rows: 24 }
    const { err } = await machine.run("export", "--to", "xyzzy", "--out", "x")
    assert.equal(err, 'keyferry: unknown format;\n  "keyferry formats" lists all formats\n')
  })
  it("breaks Japanese between characters, but not before a full stop", () => {
    for (const line of wrapLines("保管庫を開けません。パスフレーズを確認してください。", 19)) {
      assert.ok(cellWidth(line) <= 19)
      assert.doesNotMatch(line, /^[。、ー]/)
    }
  })
})

it("a terminal that does not know its size counts as 80 by 24", () => {
  assert.deepEqual(terminalSize({ columns: 0, rows: 0 }), { columns: 80, rows: 24 })
  assert.deepEqual(terminalSize({ columns: 132, rows: 50 }), { columns: 132, rows: 50 })
})
