import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { changedLine, inShell, SHELL_AGAIN } from "../terminals/in-shell.ts"
import { textOf, unrestored } from "../terminals/sent.ts"
import { Tmux } from "../terminals/terminal.ts"
import { playTour } from "../terminals/tour.ts"
import { TWELVE_FILE } from "./accounts.ts"
import { Home } from "./home.ts"
import { MAIN, skipWithout } from "./programs.ts"
import { ACCOUNT_LIST } from "./steps.ts"

/** More than the screen before the list and the list of twelve accounts take, less than with one of them drawn twice. */
const MOST_BYTES_TO_LIST = 3000
/** A late answer to the question for the background; answers to other questions; garbage; an attack; one that is cut off. */
const ANSWERS = [
  "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
  "\x1b[24;80R\x1b[?62;4c\x1bP>|name\x1b\\\x1b[6;16;8t",
  "\x1b]11;#zz\x07\x1b]4;1;?\x1b\\",
  `\x1b]11;${"q\r".repeat(3000)}\x07`,
  "\x1b]11;rgb:ff",
]

describe("the program behind a link of 300 ms each way", { skip: skipWithout("tmux", "bash", "script", "stty") }, () => {
  const home = new Home()
  const directory = mkdtempSync(join(tmpdir(), "kf-"))
  let terminal: Tmux
  before(async () => {
    await home.withVault([])
    await home.do(["import", home.put("twelve.json", TWELVE_FILE)])
    mkdirSync(join(home.path, ".config", "keyferry"), { recursive: true })
    writeFileSync(join(home.path, ".config", "keyferry", "settings.json"), JSON.stringify({ theme: "auto" }))
  })
  after(() => {
    terminal.close()
    home.remove()
    rmSync(directory, { recursive: true })
  })

  it("plays a whole session, draws nothing twice, types no late answer, and leaves the terminal as it was", async () => {
    const command = inShell(`${process.execPath} ${MAIN} --lang en`)
    terminal = new Tmux({ directory, name: "link", command, env: { ...home.env, LANG: "C.UTF-8" }, link: ["--delay", "300"] })
    await terminal.ready()
    await terminal.expectScreen(/The vault is locked[^]*quit/)
    await terminal.expectSent("\x1b]11;?")
    for (const answer of ANSWERS) terminal.send(answer)
    // Behind the pause in which a cut-off answer is given up.
    await terminal.pause()
    terminal.type("x")
    assert.match(await terminal.expectScreen(/[*•]/), /(?<![*•])[*•](?![*•])/, "of all that only the last letter was typed")
    terminal.press("C-u")
    await playTour(terminal, home.path)
    const sent = textOf(terminal.cast)
    const toList = sent.slice(0, sent.indexOf("Harbour"))
    assert.equal(toList.split("The vault is locked").length, 2, "the first screen is drawn once")
    assert.ok(Buffer.byteLength(toList) < MOST_BYTES_TO_LIST, `${Buffer.byteLength(toList)} bytes`)
    assert.doesNotMatch(sent, /48;5;255/, "a late answer changes no colours")
    for (const answer of ANSWERS) terminal.send(answer)
    await terminal.pause()
    assert.match(terminal.screen(), ACCOUNT_LIST)
    terminal.press("q")
    await terminal.expectScreen(SHELL_AGAIN)
    assert.deepEqual([...unrestored(textOf(terminal.cast)), ...changedLine(home)], [])
  })
})
