import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { toAccount, makeDraft } from "../../../src/accounts/account.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { qrFiles } from "../../../src/migrate/qr/qr-files.ts"
import type { QrTarget } from "../../../src/migrate/qr/qr-losses.ts"
import { planQr } from "../../../src/migrate/qr/qr-pages.ts"
import type { QrPlan } from "../../../src/migrate/qr/qr-pages.ts"
import { rasterize } from "../../../src/qr/pixels.ts"
import { jsqr } from "../../../src/qr/read/jsqr.ts"
import { background, NOW_MS, seededRandom } from "../../formats/ports.ts"
import { madeUpSecret } from "../../formats/vectors.ts"

const NASTY = `<script>alert("x")</script> & 'sons'`
const accounts = [NASTY, "Contoso", "さくら銀行"].map((issuer, order) =>
  toAccount(makeDraft({ kind: "totp", issuer, name: `user${order}`, secret: madeUpSecret(`s${order}`) }), {
    nowMs: NOW_MS,
    order,
    random: seededRandom(`f${order}`),
    taken: () => false,
  }),
)
const planFor = (target: QrTarget): Promise<QrPlan> =>
  planQr(
    { target, accounts, size: null, choice: { style: null, accountsPerPage: null } },
    { random: seededRandom("files"), formats: HANDLERS },
  )
const textOf = async (plan: QrPlan, kind: "svg" | "sheet"): Promise<string[]> =>
  Promise.all(qrFiles(plan, kind, "en").map(async ({ bytes }) => new TextDecoder().decode(await bytes())))

/** The texts that a QR reader finds in the drawings of an HTML or SVG text: our own drawings are rows of `M x y h n v 1 h -n z`. */
async function codesIn(markup: string): Promise<string[]> {
  const decode = await jsqr()
  return [...markup.matchAll(/<svg [^>]*viewBox="0 0 (\d+) \1"[^>]*>(.*?)<\/svg>/gs)].map(([, size, inside = ""]) => {
    const modules = Array.from({ length: Number(size) }, () => Array<boolean>(Number(size)).fill(false))
    for (const [, x, y, n] of inside.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
      modules[Number(y)]!.fill(true, Number(x), Number(x) + Number(n))
    const { data, width, height } = rasterize(modules, 4)
    return decode(data, width, height)?.data ?? ""
  })
}

describe("pages as files", () => {
  it("are numbered by page and named after the target", async () => {
    const plan = await planFor("phone")
    const names = (kind: "png" | "svg" | "sheet"): string[] => qrFiles(plan, kind, "en").map(({ name }) => name)
    assert.deepEqual(names("png"), ["phone-01.png", "phone-02.png", "phone-03.png"])
    assert.deepEqual(names("svg"), ["phone-01.svg", "phone-02.svg", "phone-03.svg"])
    assert.deepEqual(names("sheet"), ["phone-sheet.html"])
  })

  for (const target of ["phone", "google", "keyferry"] as const) {
    it(`hold the texts of the pages in every form: ${target}`, async () => {
      const plan = await planFor(target)
      const texts = plan.pages.map(({ text }) => text)
      const pictures = await Promise.all(
        qrFiles(plan, "png", "en").map(async ({ bytes }) => (await background.readImage(await bytes())).codes.map(({ text }) => text)),
      )
      assert.deepEqual(pictures.flat(), texts)
      assert.deepEqual((await Promise.all((await textOf(plan, "svg")).map(codesIn))).flat(), texts)
      assert.deepEqual(await codesIn((await textOf(plan, "sheet")).join("")), texts)
    })
  }

  it("never hold the verification code", async () => {
    const plan = await planFor("keyferry")
    const code = plan.verificationCode ?? ""
    assert.equal(code.length, 14)
    for (const text of [...(await textOf(plan, "svg")), ...(await textOf(plan, "sheet"))]) {
      assert.ok(!text.includes(code) && !text.includes(code.replaceAll("-", "")))
    }
  })
})

describe("the sheet", () => {
  it("names every account, and lets no name become markup", async () => {
    const [sheet = ""] = await textOf(await planFor("phone"), "sheet")
    assert.match(sheet, /&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt; &amp; &#39;sons&#39;: user0/)
    assert.match(sheet, /さくら銀行: user2/)
    assert.doesNotMatch(sheet, /<script/)
  })

  it("loads nothing from outside and forbids scripts", async () => {
    const [sheet = ""] = await textOf(await planFor("google"), "sheet")
    assert.match(sheet, /default-src 'none'; style-src 'unsafe-inline'/)
    assert.doesNotMatch(sheet.replaceAll("http://www.w3.org/2000/svg", ""), /https?:|src=|href=|url\(/)
  })

  it("is written in the chosen language", async () => {
    const [file] = qrFiles(await planFor("phone"), "sheet", "ja")
    assert.match(new TextDecoder().decode(await file!.bytes()), /<html lang="ja">[^]*控え/)
  })
})
