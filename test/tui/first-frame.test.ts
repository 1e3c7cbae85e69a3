import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { HANDLERS } from "../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../src/settings/settings.ts"
import { app } from "../../src/tui/shell/app.ts"
import { firstFrame } from "../../src/tui/shell/first-frame.ts"

const start = {
  nowMs: Date.UTC(2026, 0, 2),
  size: { columns: 80, rows: 24 },
  lang: "en",
  settings: DEFAULT_SETTINGS,
  formats: HANDLERS,
  vaultExists: true,
  vaultDirectory: "/home/user/vault",
  demo: false,
  homeDirectory: "/home/user",
  startDirectory: "/home/user",
  host: "user@host",
} as const

describe("the first frame", () => {
  for (const lang of ["en", "ja"] as const) {
    for (const vaultExists of [true, false]) {
      it(`is the whole program's own, without its formats (${lang}, ${vaultExists ? "unlock" : "first run"})`, () => {
        const whole = { ...start, lang, vaultExists }
        const expected = app.view(app.init(whole).state, whole.size)
        assert.deepEqual(firstFrame({ ...whole, formats: [], startDirectory: "", host: "" }), expected)
        assert.match(JSON.stringify(expected), lang === "en" ? /[Pp]assphrase/ : /パスフレーズ/)
      })
    }
  }

  it("loads no other screen, no format, no vault, and no package but the table of widths", async () => {
    const root = fileURLToPath(new URL("../..", import.meta.url))
    const entryPoints = [`${root}/src/main/first-frame.ts`]
    const { metafile } = await build({
      entryPoints,
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      external: ["conf"],
    })
    const inputs = Object.keys(metafile.inputs)
    assert.ok(inputs.includes("src/tui/screens/vault/unlock.ts"))
    const heavy = inputs.filter((file) => /^src\/(formats|vault|migrate|qr|age|platform)\/|^src\/tui\/screens\/(?!vault\/)/.test(file))
    assert.deepEqual(heavy, [])
    const packages = new Set(inputs.flatMap((file) => /node_modules\/([^/]+)\//.exec(file)?.[1] ?? []))
    assert.deepEqual([...packages], ["get-east-asian-width"])
    const [output] = Object.values(metafile.outputs)
    assert.ok((output?.bytes ?? Infinity) < 200_000, `${output?.bytes} bytes`)
  })
})
