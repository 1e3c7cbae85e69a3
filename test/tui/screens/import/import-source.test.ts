import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { format } from "../../../../src/base/language.ts"
import { importSourceScreen } from "../../../../src/tui/screens/import/import-source.ts"
import { key, pasted, play } from "../../play.ts"
import { assertFits, context, japanese, sized, text } from "../migrate-support.ts"

const ROUTE = { to: "import-source" } as const

describe("the sources of an import", () => {
  const links: [name: string, key: string, route: object][] = [
    ["the camera", "1", { to: "import-receive" }],
    ["pictures", "2", { to: "import-files", pictures: true }],
    ["files", "3", { to: "import-files", pictures: false }],
    ["a paste", "4", { to: "import-paste" }],
    ["the guides", "5", { to: "guides" }],
  ]
  for (const [name, number, route] of links) {
    it(`leads to ${name}`, () => {
      assert.deepEqual(play(importSourceScreen, ROUTE, context(), key(number)).gos, [{ type: "push", route }])
    })
  }
  it("takes a paste at once, and ignores an empty one", () => {
    const link = "otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP"
    const played = play(importSourceScreen, ROUTE, context(), pasted(link), pasted(" \n"))
    assert.deepEqual(played.gos, [{ type: "push", route: { to: "import-run", paths: null, text: link } }])
  })
  it("shows the choices rather than the hints in a small window", () => {
    const small = play(importSourceScreen, ROUTE, sized(40, 12))
    assertFits(importSourceScreen, small)
    assert.match(text(small), /^▌ 1 {2}Scan with a camera[^]*2 {2}QR pictures[^]*3 {2}Files[^]*4 {2}Paste/m)
  })
  for (const where of [context(), japanese()]) {
    it(`shows how to copy a picture to this host, within 80x24 (${where.lang})`, () => {
      const played = play(importSourceScreen, ROUTE, where)
      assertFits(importSourceScreen, played)
      assert.match(text(played), /scp picture\.png alice@host:/)
      assert.match(text(played), /ssh alice@host keyferry scan - < picture\.png/)
    })
    it(`explains each choice, with and without the hints (${where.lang})`, () => {
      const explanations =
        where.lang === "en"
          ? /webcam[^]*Screenshots[^]*Exports[^]*otpauth[^]*the steps/
          : /カメラを使[^]*スクリーン[^]*判別[^]*otpauth[^]*手順/
      for (const rows of [24, 22, 20]) {
        const played = play(importSourceScreen, ROUTE, { ...sized(80, rows), lang: where.lang })
        assertFits(importSourceScreen, played)
        assert.match(text(played), explanations, String(rows))
      }
      for (const clipboardReadable of [true, false])
        assert.match(text(play(importSourceScreen, ROUTE, { ...sized(80, 24), lang: where.lang, clipboardReadable })), /ssh alice@host/)
    })
  }
  it("goes on with a picture that is pasted, and reads the clipboard by Ctrl-V", () => {
    const bytes = Uint8Array.of(1, 2)
    const able = context({ clipboardReadable: true })
    const played = play(importSourceScreen, ROUTE, able, key("C-v"), { type: "pasted-bytes", name: "clipboard.png", bytes })
    assert.deepEqual(played.effects, [{ type: "read-clipboard" }])
    const route = { to: "import-run", paths: null, text: null, pasted: { name: "clipboard.png", bytes } }
    assert.deepEqual(played.gos, [{ type: "push", route }])
    assertFits(importSourceScreen, played)
    assert.match(text(played), /Ctrl-V pastes a picture/)
    assert.equal(importSourceScreen.view(played.state, able).takesBytes, true)
  })
  for (const { lang } of [context(), japanese()]) {
    it(`says on Ctrl-V what else brings a picture here, where the terminal passes none on (${lang})`, () => {
      const { state } = play(importSourceScreen, ROUTE, context({ lang }))
      const disabled = importSourceScreen.keys(state, context({ lang })).find(({ keys }) => keys.includes("C-v"))?.disabled
      assert.ok(disabled !== undefined)
      assert.match(format(disabled, lang), /ssh alice@host keyferry scan - < picture\.png/)
    })
  }
})
