import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { KeyParser } from "../../../src/tui/terminal/key-parser.ts"
import type { Input } from "../../../src/tui/terminal/key-parser.ts"

const parser = (mouse = false) => new KeyParser({ escapeMs: () => 40, mouse: () => mouse })

/** Keys as `name` or `name=text`, everything else by its kind. */
function inputTexts(inputs: readonly Input[]): string[] {
  return inputs.map((one) => {
    switch (one.type) {
      case "key":
        return one.text === null ? one.key : one.text === one.key ? one.key : `${one.key}=${one.text}`
      case "pasted":
        return `pasted ${JSON.stringify(one.text)}`
      case "clicked":
        return `clicked ${one.x},${one.y}`
      case "wheeled":
        return `wheeled ${one.by}`
      case "cursor-at":
        return `cursor ${one.row},${one.column}`
    }
  })
}

const bytes = (text: string) => Buffer.from(text, "utf8")

/** Packets as they arrive, and the keys in them. `|` is a pause that ends the wait for the rest of a sequence. */
const inputs: [name: string, packets: readonly string[], keys: readonly string[]][] = [
  ["letters, a space and their case", ["aL ?"], ["a", "L", "space= ", "?"]],
  ["CR as one enter, not two", ["\r"], ["enter"]],
  ["LF as enter", ["\n"], ["enter"]],
  ["CR LF as one enter", ["\r\n"], ["enter"]],
  ["CR LF in two packets as one enter", ["\r", "\n"], ["enter"]],
  ["two line feeds as two", ["\n\n"], ["enter", "enter"]],
  [
    "Tab, Backspace in both forms, Ctrl-C, Ctrl-Z, Ctrl-Space",
    ["\t\x7f\x08\x03\x1a\0"],
    ["tab", "backspace", "backspace", "C-c", "C-z", "C-space"],
  ],
  ["Ctrl-\\ and Ctrl-_", ["\x1c\x1f"], ["C-\\", "C-_"]],
  ["arrows in normal and application mode", ["\x1b[A\x1bOB\x1b[C\x1bOD"], ["up", "down", "right", "left"]],
  [
    "Home, End, paging, Insert, Delete of xterm, rxvt and linux",
    ["\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1b[5~\x1b[6~\x1b[2~\x1b[3~"],
    ["home", "end", "home", "end", "home", "end", "pageup", "pagedown", "insert", "delete"],
  ],
  ["function keys of xterm, vt and the linux console", ["\x1bOP\x1b[11~\x1b[[A\x1b[15~\x1b[24~"], ["f1", "f1", "f1", "f5", "f12"]],
  ["Shift-Tab", ["\x1b[Z"], ["backtab"]],
  ["modified arrows", ["\x1b[1;5C\x1b[1;2A\x1b[1;3D\x1b[3;5~"], ["C-right", "S-up", "M-left", "C-delete"]],
  ["Alt and a letter", ["\x1bx"], ["M-x"]],
  ["Alt and a letter beyond ASCII", ["\x1bé"], ["M-é"]],
  ["an arrow split after ESC", ["\x1b", "[A"], ["up"]],
  ["an arrow split after the bracket", ["\x1b[", "A"], ["up"]],
  ["an arrow in single bytes", ["\x1b", "O", "A"], ["up"]],
  ["a lone ESC after the wait", ["\x1b", "|"], ["escape"]],
  ["ESC and much later a letter", ["\x1b", "|", "q"], ["escape", "q"]],
  ["ESC twice", ["\x1b\x1b", "|"], ["escape", "escape"]],
  ["no key in an incomplete sequence that never ends", ["\x1b[1;", "|", "a"], ["a"]],
  ["Alt-[ after the wait", ["\x1b[", "|"], ["M-["]],
  ["a sequence cut off by another", ["\x1b[1;\x1b[B"], ["down"]],
  ["a paste with line ends as one message", ["\x1b[200~one\rtwo\r\nthree\x1b[201~"], ['pasted "one\\ntwo\\nthree"']],
  ["a paste in many packets, its marks split", ["\x1b[20", "0~on", "e\x1b[2", "01", "~x"], ['pasted "one"', "x"]],
  ["a paste over a long silence", ["\x1b[200~one", "|", "two\x1b[201~"], ['pasted "onetwo"']],
  ["only the text of a paste with keys and control characters", ["\x1b[200~a\x1b[Ab\x03\tc\x1b[201~"], ['pasted "a[Ab\\tc"']],
  ["Ctrl-C as the end of a paste that never ends", ["\x1b[200~abc", "\x03", "q"], ["C-c", "q"]],
  ["an empty paste", ["\x1b[200~\x1b[201~"], ['pasted ""']],
  ["no key in an OSC 11 colour reply", ["\x1b]11;rgb:0000/1111/2222\x07j"], ["j"]],
  ["no key in an OSC reply that is split before the end of ST", ["\x1b]11;rgb:00", "00/11\x1b", "\\j"], ["j"]],
  ["no key in an OSC reply that never ends", ["\x1b]11;rgb", "|", "j"], ["j"]],
  ["no key in a DCS reply (XTGETTCAP, DECRQSS)", ["\x1bP1+r544e=787465726d\x1b\\j"], ["j"]],
  [
    "no key in device attributes, mode and window reports, and focus events",
    ["\x1b[?64;1;2c\x1b[>41;354;0c\x1b[?2026;2$y\x1b[8;24;80t\x1b[I\x1b[Oj"],
    ["j"],
  ],
  ["a cursor position", ["\x1b[1;2R"], ["cursor 1,2"]],
  ["Ctrl-A by CSI u", ["\x1b[97;5u"], ["C-a"]],
  [
    "plain, shifted and special keys by CSI u",
    ["\x1b[97u\x1b[13u\x1b[27u\x1b[9;2u\x1b[32;5u"],
    ["a", "enter", "escape", "backtab", "C-space"],
  ],
  ["no key in a key release by CSI u", ["\x1b[97;1:3u"], []],
  ["Ctrl-I by modifyOtherKeys", ["\x1b[27;5;105~"], ["C-i"]],
  ["no key in the answer of kitty about its protocol", ["\x1b[?1u"], []],
  ["no key in mouse reports while the mouse is off", ["\x1b[<0;5;6M\x1b[<0;5;6m\x1b[M !!j"], ["j"]],
  ["full-width letters, digits and signs of an input method", ["ｍ１／　"], ["m=ｍ", "1=１", "/=／", "space=　"]],
  ["kana and kanji", ["かな漢字"], ["か", "な", "漢", "字"]],
  ["an emoji of several code points as one key", ["👩‍💻"], ["👩‍💻"]],
  ["no key in C1 control characters", ["\u009b\u0085j"], ["j"]],
]

function play(packets: readonly (string | Buffer)[], mouse = false): string[] {
  const keys = parser(mouse)
  return inputTexts(
    packets.flatMap((packet) => (packet === "|" ? keys.flush() : keys.feed(typeof packet === "string" ? bytes(packet) : packet))),
  )
}

describe("keys of a terminal", () => {
  for (const [name, packets, keys] of inputs) {
    it(`reads ${name}`, () => {
      assert.deepEqual(play(packets), keys)
    })
  }

  it("reads the same keys when they arrive byte by byte", () => {
    for (const [name, packets, keys] of inputs) {
      // Single bytes may have another meaning: a grapheme is recognized only in one packet.
      if (packets.includes("|") || name.includes("code points") || name.includes("never ends")) continue
      const single = [...bytes(packets.join(""))].map((byte) => Buffer.from([byte]))
      const inPaste = packets.join("").includes("\x1b[200~")
      if (inPaste && packets.join("").includes("\x03")) continue
      assert.deepEqual(play(single), keys, name)
    }
  })

  it("joins UTF-8 characters split anywhere", () => {
    for (const text of ["é", "漢", "🔑"]) {
      for (let cut = 1; cut < bytes(text).length; cut++) {
        assert.deepEqual(play([bytes(text).subarray(0, cut), bytes(`${text}j`).subarray(cut)]), [text, "j"])
      }
    }
  })

  it("drops bytes that are not UTF-8 and continues", () => {
    assert.deepEqual(play([Buffer.from([0xff, 0xc3, 0x28, 0x80, 0x6a])]).slice(-2), ["(", "j"])
  })

  it("reports clicks and the wheel while the mouse is on, but neither drags nor releases", () => {
    const reports = "\x1b[<0;5;6M\x1b[<0;5;6m\x1b[<64;1;1M\x1b[<65;1;1M\x1b[<32;7;7M\x1b[<2;7;7M"
    assert.deepEqual(play([reports], true), ["clicked 4,5", "wheeled -1", "wheeled 1"])
  })

  it("waits after a lone ESC as set, longer after an incomplete sequence, and not otherwise", () => {
    const keys = parser()
    const holdMs = (): number | null => keys.holdMs
    assert.equal(holdMs(), null)
    keys.feed(bytes("\x1b"))
    assert.equal(holdMs(), 40)
    keys.feed(bytes("["))
    assert.ok((holdMs() ?? 0) > 40)
    keys.feed(bytes("A"))
    assert.equal(holdMs(), null)
  })

  it("keeps at most 16 MiB of a paste", () => {
    const keys = parser()
    keys.feed(bytes("\x1b[200~"))
    for (let i = 0; i < 20; i++) keys.feed(Buffer.alloc(1024 * 1024, 0x61))
    const [pasted] = keys.feed(bytes("\x1b[201~"))
    assert.ok(pasted?.type === "pasted")
    assert.equal(pasted.text.length, 16 * 1024 * 1024)
  })

  it("never throws and never waits endlessly for any bytes", () => {
    let seed = 7
    for (let round = 0; round < 2000; round++) {
      const keys = parser(true)
      const noise = Buffer.from(
        Array.from({ length: 30 }, () => {
          seed = (seed * 1103515245 + 12345) % 2147483648
          const pick = seed >> 8
          return pick % 3 === 0 ? [0x1b, 0x5b, 0x4f, 0x3b, 0x30, 0x7e, 0x4d][pick % 7]! : pick & 0xff
        }),
      )
      for (const one of keys.feed(noise)) if (one.type === "key") assert.doesNotMatch(one.key, /^\p{Cc}/u)
      keys.flush()
      if (!noise.includes("\x1b[200~")) assert.deepEqual(inputTexts(keys.feed(bytes("j"))), ["j"])
    }
  })
})
