import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { setImmediate } from "node:timers/promises"
import { inflateSync } from "node:zlib"
import { drawPixels } from "../../../src/qr/draw/draw-pixels.ts"
import { makeMatrix } from "../../../src/qr/draw/matrix.ts"
import type { Bitmap, Frame, PlacedPicture } from "../../../src/tui/core/frame.ts"
import { GraphicsProbe } from "../../../src/tui/terminal/graphics-probe.ts"
import { pictureSequence } from "../../../src/tui/terminal/graphics.ts"
import { bitmapPng } from "../../../src/tui/terminal/png.ts"
import { background } from "../../formats/ports.ts"
import { eye, fakeTerminal, frameOf, start } from "./fake-terminal.ts"
import type { Fake } from "./fake-terminal.ts"

const TEXT = "otpauth://totp/Contoso:anna?secret=JBSWY3DPEHPK3PXP&issuer=Contoso"
const CELL = { width: 10, height: 20 }

async function placed(text = TEXT, x = 0, y = 0): Promise<PlacedPicture> {
  const { columns, rows, picture } = drawPixels(await makeMatrix(text, "L"), 4, 3, CELL)
  assert.ok(picture !== undefined)
  return { x, y, columns, rows: rows.length, bitmap: picture }
}

/** A 2x7 picture, whose last column is white. */
const SMALL: PlacedPicture = {
  x: 3,
  y: 1,
  columns: 1,
  rows: 1,
  bitmap: { width: 2, height: 7, dark: Uint8Array.from([1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0]) },
}

/** Decode Sixel as DEC describes it. @returns The colour of each pixel; -1 where nothing is painted. */
function decodeSixel(sequence: string): { width: number; height: number; colours: Int8Array; percents: Map<number, string> } {
  const found = /^\x1bP([\d;]*)q"(\d+);(\d+);(\d+);(\d+)([^\x1b]*)\x1b\\$/.exec(sequence)
  assert.ok(found !== null)
  assert.deepEqual([found[2], found[3]], ["1", "1"], "square pixels")
  const [width, height] = [Number(found[4]), Number(found[5])]
  const room = Math.ceil(height / 6) * 6
  const colours = new Int8Array(width * room).fill(-1)
  const percents = new Map<number, string>()
  let [x, top, colour] = [0, 0, 0]
  for (const [token, register, definition, count, letter] of found[6]!.matchAll(/#(\d+)(?:;2;(\d+;\d+;\d+))?|!(\d+)([?-~])|[?-~$-]/g)) {
    if (register !== undefined) {
      colour = Number(register)
      if (definition !== undefined) percents.set(colour, definition)
    } else if (token === "$") x = 0
    else if (token === "-") [x, top] = [0, top + 6]
    else {
      const bits = (letter ?? token).charCodeAt(0) - 63
      for (let i = Number(count ?? 1); i > 0; i--, x++) {
        assert.ok(x < width && top < room, "no pixel is outside of the picture")
        for (let row = 0; row < 6; row++) if (bits & (1 << row)) colours[(top + row) * width + x] = colour
      }
    }
  }
  assert.ok(colours.subarray(width * height).every((one) => one === -1))
  return { width, height, colours: colours.subarray(0, width * height), percents }
}

/** The pixels of a PNG of one bit in shades of grey; 1 is black. */
function decodePng(png: Buffer): Bitmap {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  assert.deepEqual([...png.subarray(24, 29)], [1, 0, 0, 0, 0])
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)))
  const stride = Math.ceil(width / 8) + 1
  const bit = (x: number, y: number): number => (rows[y * stride + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1
  return { width, height, dark: Uint8Array.from({ length: width * height }, (_, at) => 1 - bit(at % width, Math.floor(at / width))) }
}

describe("a picture for the terminal", () => {
  it("is sent to kitty as PNG in one sequence, which neither requests an answer nor moves the cursor", () => {
    const data = bitmapPng(SMALL.bitmap).toString("base64")
    assert.equal(pictureSequence("kitty", SMALL), `\x1b_Ga=T,f=100,i=27494,c=1,r=1,C=1,q=2,m=0;${data}\x1b\\`)
  })

  it("is sent to kitty in chunks of 4096 characters", () => {
    let seed = 1
    const bit = (): number => (seed = Math.imul(seed, 1664525) + 1013904223) >>> 31
    const noise = { width: 400, height: 400, dark: Uint8Array.from({ length: 160_000 }, bit) }
    const picture = { ...SMALL, columns: 40, rows: 20, bitmap: noise }
    const data = bitmapPng(noise).toString("base64")
    assert.ok(data.length > 8192)
    const chunks = data.match(/.{1,4096}/g)!
    const expected = chunks.map((chunk, at) => {
      const head = at === 0 ? "a=T,f=100,i=27494,c=40,r=20,C=1,q=2," : ""
      return `\x1b_G${head}m=${at === chunks.length - 1 ? 0 : 1};${chunk}\x1b\\`
    })
    assert.equal(pictureSequence("kitty", picture), expected.join(""))
  })

  it("is sent to iTerm2 as an inline file", () => {
    const png = bitmapPng(SMALL.bitmap)
    const expected = `\x1b]1337;File=inline=1;size=${png.length};width=1;height=1;preserveAspectRatio=1;doNotMoveCursor=1:${png.toString("base64")}\x1b\\`
    assert.equal(pictureSequence("iterm2", SMALL), expected)
  })

  it("is sent as Sixel with every pixel black or white", () => {
    assert.equal(pictureSequence("sixel", SMALL), '\x1bP0;1;0q"1;1;2;7#0;2;100;100;100#1;2;0;0;0#0s~$#1J?-#0?@$#1@?\x1b\\')
  })

  for (const [name, decode] of [
    ["PNG", (picture: PlacedPicture) => decodePng(bitmapPng(picture.bitmap))],
    [
      "Sixel",
      (picture: PlacedPicture) => {
        const { width, height, colours, percents } = decodeSixel(pictureSequence("sixel", picture))
        assert.deepEqual([...percents], [[0, "100;100;100"], [1, "0;0;0"]]) // prettier-ignore
        assert.ok(colours.every((one) => one === 0 || one === 1))
        return { width, height, dark: Uint8Array.from(colours) }
      },
    ],
  ] as const) {
    it(`is decoded from ${name} without a changed pixel`, async () => {
      for (const picture of [SMALL, await placed()]) {
        const { width, height, dark } = picture.bitmap
        assert.deepEqual(decode(picture), { width, height, dark })
      }
    })
  }

  it("is a PNG that can be read", async () => {
    assert.deepEqual((await background.readImage(bitmapPng((await placed()).bitmap))).codes, [{ text: TEXT }])
  })

  it("fills its cells exactly, with a quiet zone of at least four modules", async () => {
    const { columns, rows, bitmap } = await placed()
    const { width, height, dark } = bitmap
    assert.deepEqual([width, height], [columns * CELL.width, rows * CELL.height])
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (Math.min(x, y, width - 1 - x, height - 1 - y) < 12) assert.equal(dark[y * width + x], 0, `${x} ${y}`)
  })
})

const SIZE = { columns: 80, rows: 24 }
const KITTY = "_Gi=31;OK"
const NO_KITTY = "[?62;22c"
const SIXEL = "[?62;4;22c"

describe("the replies of a terminal about pictures", () => {
  const terminals: [name: string, replies: string[], expected: ReturnType<GraphicsProbe["protocolFor"]>][] = [
    ["the protocol of kitty", ["[6;20;10t", KITTY, NO_KITTY], { protocol: "kitty", cell: CELL }],
    ["the protocol of kitty before Sixel", [KITTY, "[6;20;10t", SIXEL], { protocol: "kitty", cell: CELL }],
    [
      "the protocol of iTerm2, with the cell size in points",
      ["]1337;ReportCellSize=17.0;8.0;2.0", NO_KITTY],
      { protocol: "iterm2", cell: { width: 16, height: 34 } },
    ],
    ["Sixel, with the cell size", ["[6;13;6t", SIXEL], { protocol: "sixel", cell: { width: 6, height: 13 } }],
    ["Sixel, with the size of the text area", ["[4;480;800t", SIXEL], { protocol: "sixel", cell: CELL }],
    ["Sixel, with the largest size of a picture", ["[?2;0;800;480S", SIXEL], { protocol: "sixel", cell: CELL }],
    ["a largest size that differs from the window", ["[?2;0;4096;4096S", SIXEL], null],
    ["Sixel without any size", [SIXEL], null],
    ["no pictures", ["[6;20;10t", NO_KITTY], null],
    ["a conformance level of 4, which is not the attribute of Sixel", ["[6;20;10t", "[?4;22c"], null],
    ["an error of the protocol of kitty", ["_Gi=31;ENOTSUP:no", "[6;20;10t", NO_KITTY], null],
    ["an answer to a question of another program", ["_Gi=7;OK", "[6;20;10t", NO_KITTY], null],
    ["a terminal multiplexer", ["P>|tmux 3.5a", "[6;20;10t", SIXEL], null],
    ["an impossible cell size", ["[6;0;0t", SIXEL], null],
  ]
  for (const [name, replies, expected] of terminals) {
    it(`are understood: ${name}`, () => {
      const probe = new GraphicsProbe()
      const last = replies.map((reply) => probe.take(reply))
      assert.equal(last.at(-1), true)
      assert.deepEqual(probe.protocolFor(SIZE), expected)
    })
  }
})

const typed = async (fake: Fake, text: string): Promise<void> => {
  fake.input.write(text)
  await setImmediate()
}
const answers = (protocol: "kitty" | "iterm2" | "sixel"): string =>
  ({ kitty: "\x1b_Gi=31;OK\x1b\\", iterm2: "\x1b]1337;ReportCellSize=20;10\x07", sixel: "" })[protocol] +
  `\x1bP>|Some terminal\x1b\\\x1b[6;20;10t\x1b[?62;${protocol === "sixel" ? "4;" : ""}22c`

/** A terminal that has answered that it supports the protocol. */
async function terminalWith(protocol: "kitty" | "iterm2" | "sixel"): Promise<Fake> {
  const fake = start(fakeTerminal({ columns: 80, rows: 24 }))
  await typed(fake, answers(protocol))
  assert.deepEqual(fake.terminal.pictureCell, CELL)
  fake.messages.length = 0
  return fake
}
/** White cells with a picture over them, as on the pages of QR codes. */
const pageOf = (picture: PlacedPicture): Frame => ({
  ...frameOf(Array.from({ length: picture.rows }, () => [{ text: " ".repeat(picture.columns), style: { fg: 16, bg: 231 }, exact: true }])),
  picture,
})
const sentBy = (fake: Fake, act: () => void): string => {
  const before = fake.output.all.length
  act()
  return fake.output.all.slice(before)
}

describe("a terminal that draws pictures", () => {
  it("receives the questions before the first frame, and its answers are not keys", async () => {
    const fake = start(fakeTerminal({ columns: 80, rows: 24 }))
    assert.equal(fake.terminal.pictureCell, null)
    for (const question of ["a=q", "]1337;ReportCellSize", "[>0q", "[16t", "[14t", "[c"])
      assert.ok(fake.output.all.includes(question), question)
    await typed(fake, `${answers("kitty")}j`)
    assert.deepEqual(fake.terminal.pictureCell, CELL)
    assert.deepEqual(
      fake.messages.filter(({ type }) => type !== "resized"),
      [{ type: "key", key: "j", text: "j" }],
    )
    fake.terminal.close()
  })

  it("causes a resize once it is detected, so that pages are planned again", async () => {
    const fake = start(fakeTerminal({ columns: 80, rows: 24 }))
    await typed(fake, answers("sixel"))
    assert.deepEqual(fake.messages, [{ type: "resized", size: SIZE }])
    fake.terminal.close()
  })

  for (const [name, env] of [
    ["inside tmux", { TERM: "xterm-256color", TMUX: "/tmp/tmux-1/default,1,0" }],
    ["with the TERM of tmux", { TERM: "tmux-256color" }],
    ["inside screen", { TERM: "xterm", STY: "1.pts" }],
    ["on the console", { TERM: "linux" }],
  ] as const) {
    it(`receives no questions ${name}, and its answers are ignored`, async () => {
      const fake = start(fakeTerminal({ columns: 80, rows: 24, env }))
      assert.doesNotMatch(fake.output.all, /a=q|1337|\x1b\[c/)
      await typed(fake, answers("kitty"))
      assert.equal(fake.terminal.pictureCell, null)
      assert.deepEqual(
        fake.messages.filter(({ type }) => type !== "glyphs-known"),
        [],
      )
      fake.terminal.close()
    })
  }

  it("receives the question for its cell size again after a resize, since the font may have changed", async () => {
    const fake = await terminalWith("kitty")
    fake.output.resize(100, 30)
    assert.ok(fake.output.all.endsWith("\x1b[16t\x1b[14t\x1b[?2;1;0S"))
    fake.messages.length = 0
    await typed(fake, "\x1b[6;26;13t")
    assert.deepEqual(fake.terminal.pictureCell, { width: 13, height: 26 })
    assert.deepEqual(fake.messages, [{ type: "resized", size: { columns: 100, rows: 30 } }])
    fake.terminal.close()
  })

  for (const protocol of ["kitty", "iterm2", "sixel"] as const) {
    it(`receives a picture once, after its cells and at its place: ${protocol}`, async () => {
      const fake = await terminalWith(protocol)
      const picture = await placed(TEXT, 5, 2)
      const sent = sentBy(fake, () => {
        fake.terminal.draw(pageOf(picture))
      })
      const at = sent.indexOf(`\x1b[3;6H${pictureSequence(protocol, picture)}`)
      assert.ok(at > 0)
      assert.doesNotMatch(sent.slice(at + pictureSequence(protocol, picture).length), /48;5;231/)
      assert.equal(sentBy(fake, () => { fake.terminal.draw(pageOf(picture)) }), "") // prettier-ignore
      fake.terminal.close()
    })

    it(`has the cells of a picture rewritten when it is removed: ${protocol}`, async () => {
      const fake = await terminalWith(protocol)
      const picture = await placed()
      fake.terminal.draw(pageOf(picture))
      const same = { ...pageOf(picture), picture: null }
      const sent = sentBy(fake, () => {
        fake.terminal.draw(same)
      })
      assert.equal(sent.includes("\x1b_Ga=d,d=I,i=27494,q=2\x1b\\"), protocol === "kitty")
      const { columns, rows } = fake.terminal.size
      const seen = eye(columns, rows)
      await seen.show(Array.from({ length: rows }, (_, y) => `\x1b[${y + 1};1H${"#".repeat(columns)}`).join("") + sent)
      for (let row = 0; row < picture.rows; row++) assert.doesNotMatch(seen.row(row), /#/, `row ${row}`)
      fake.terminal.close()
    })

    it(`receives the picture again after a redraw and after a suspension: ${protocol}`, async () => {
      const fake = await terminalWith(protocol)
      const picture = await placed()
      fake.terminal.draw(pageOf(picture))
      const whole = pictureSequence(protocol, picture)
      assert.ok(sentBy(fake, () => { fake.terminal.redraw() }).includes(whole)) // prettier-ignore
      const left = sentBy(fake, () => { fake.terminal.suspend() }) // prettier-ignore
      assert.equal(left.includes("a=d,d=I"), protocol === "kitty")
      assert.ok(sentBy(fake, () => { fake.terminal.resume() }).includes(whole)) // prettier-ignore
      fake.terminal.close()
    })
  }

  it("has its picture deleted when the program ends", async () => {
    const fake = await terminalWith("kitty")
    fake.terminal.draw(pageOf(await placed()))
    assert.ok(sentBy(fake, () => { fake.terminal.close() }).includes("\x1b_Ga=d,d=I,i=27494,q=2\x1b\\")) // prettier-ignore
  })

  it("receives only cells before it has answered", async () => {
    const fake = start(fakeTerminal({ columns: 80, rows: 24 }))
    fake.terminal.draw(pageOf(await placed()))
    assert.doesNotMatch(fake.output.all, /a=T|File=|\x1bP0/)
    fake.terminal.close()
  })
})
