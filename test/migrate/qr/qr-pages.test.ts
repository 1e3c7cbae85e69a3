import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { toAccount, makeDraft, toDraft } from "../../../src/accounts/account.ts"
import type { Account, Draft } from "../../../src/accounts/account.ts"
import { parseOtpUri } from "../../../src/accounts/uri.ts"
import { isAppError } from "../../../src/base/errors.ts"
import { format } from "../../../src/base/language.ts"
import type { Message } from "../../../src/base/language.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { openInputs } from "../../../src/migrate/import/session.ts"
import { drawPage, pageInNewPlan } from "../../../src/migrate/qr/draw-page.ts"
import { planQr, QR_TEXTS } from "../../../src/migrate/qr/qr-pages.ts"
import type { QrPlan, QrRequest } from "../../../src/migrate/qr/qr-pages.ts"
import { SHAPE_TEXTS } from "../../../src/migrate/qr/qr-shapes.ts"
import { readsBack } from "../../../src/qr/draw/self-check.ts"
import { openTransfer } from "../../../src/transfer/transfer.ts"
import { background, NOW_MS, seededRandom } from "../../formats/ports.ts"
import { plain } from "../../formats/samples.ts"
import { madeUpSecret, VECTORS } from "../../formats/vectors.ts"

const random = seededRandom("qr pages")
const account = (draft: Draft, order: number): Account => toAccount(draft, { nowMs: NOW_MS, order, random, taken: () => false })
const someone = (n: number): Account =>
  account(
    makeDraft({
      kind: "totp",
      issuer: ["GitHub", "Contoso", "Northwind"][n % 3]!,
      name: `person${n}@example.com`,
      secret: madeUpSecret(`p${n}`),
    }),
    n,
  )
const TWELVE = Array.from({ length: 12 }, (_, n) => someone(n))
const AWS = account(
  makeDraft({ kind: "totp", issuer: "Amazon Web Services", name: "root-account-mfa-device@123456789012", secret: madeUpSecret("aws", 40) }),
  20,
)
const JAPANESE = account(
  makeDraft({ kind: "totp", issuer: "さくら銀行オンライン", name: "山田太郎さん", secret: madeUpSecret("sakura") }),
  21,
)

const AUTO = { style: null, accountsPerPage: null }
const at = (columns: number, rows: number): { columns: number; rows: number } => ({ columns, rows })
const planOnly = (request: Pick<QrRequest, "target"> & Partial<QrRequest>): Promise<QrPlan> =>
  planQr({ accounts: TWELVE, size: at(80, 24), choice: AUTO, ...request }, { random: seededRandom("plan"), formats: HANDLERS })

/** The plan with all of its pages drawn. */
async function plan(request: Pick<QrRequest, "target"> & Partial<QrRequest>): Promise<QrPlan> {
  const planned = await planOnly(request)
  if (planned.impossible !== null) return planned
  const whole = { accounts: TWELVE, size: at(80, 24), choice: AUTO, ...request }
  return { ...planned, pages: await Promise.all(planned.pages.map((page) => drawPage(page, whole))) }
}

const sentences = (notes: readonly Message[]): unknown[] => notes.map(({ sentence }) => sentence)

/** Asserts that every page is drawn, fits the window and reads back as its text. */
async function assertShown({ pages }: QrPlan, size: { columns: number; rows: number }): Promise<void> {
  for (const { drawing, text } of pages) {
    assert.ok(drawing !== null)
    assert.ok(drawing.columns <= size.columns && drawing.rows.length <= size.rows)
    assert.ok(await readsBack(drawing, text))
  }
}

async function readBack(pages: QrPlan["pages"]): Promise<readonly Draft[]> {
  const inputs = pages.map(({ text }, i) => ({ name: `${i}`, bytes: new TextEncoder().encode(text) }))
  const { files } = await openInputs(inputs, { background, handlers: HANDLERS, nowMs: NOW_MS })
  return files.flatMap(({ outcome }) => (outcome.state === "read" ? outcome.records.map(({ draft }) => draft) : []))
}
const codeFields = (draft: Draft): unknown => {
  const { kind, issuer, name, secret, algorithm, digits, period, counter } = plain(draft)
  return { kind, issuer, name, secret, algorithm, digits, period, counter }
}

describe("codes for a phone", () => {
  it("give every account a complete page that fits 80x24", async () => {
    const planned = await plan({ target: "phone" })
    await assertShown(planned, at(80, 24))
    assert.deepEqual(
      planned.pages.map(({ ids }) => ids),
      TWELVE.map(({ id }) => [id]),
    )
    assert.deepEqual(
      planned.pages.map(({ text }) => codeFields(parseOtpUri(text))),
      TWELVE.map(toDraft).map(codeFields),
    )
    assert.equal(planned.impossible, null)
    assert.equal(planned.verificationCode, null)
  })

  it("include default settings where there is room", async () => {
    const { pages } = await plan({ target: "phone", accounts: [AWS, JAPANESE], size: at(160, 50) })
    for (const { text, notes } of pages) {
      assert.match(text, /algorithm=SHA1&digits=6&period=30/)
      assert.deepEqual(notes, [])
    }
  })

  it("shrink step by step where there is no room, and note every step", async () => {
    const planned = await plan({ target: "phone", accounts: [AWS, JAPANESE] })
    await assertShown(planned, at(80, 24))
    for (const [i, wanted] of [AWS, JAPANESE].entries()) {
      const { text, notes } = planned.pages[i]!
      const got = parseOtpUri(text)
      assert.ok(got.secret.equals(wanted.secret))
      assert.doesNotMatch(text, /digits|period|algorithm/)
      assert.equal(sentences(notes).includes(SHAPE_TEXTS.shortened), got.name.endsWith("..") || got.issuer.endsWith(".."))
      assert.ok(wanted.name.startsWith(got.name.replace(/\.\.$/, "")))
    }
  })

  it("are not drawn where even the shortest does not fit the window", async () => {
    const huge = account(makeDraft({ kind: "totp", issuer: "Long", name: "key", secret: madeUpSecret("long", 64) }), 30)
    const planned = await plan({ target: "phone", accounts: [TWELVE[0]!, { ...huge, algorithm: "SHA512", digits: 8 }], size: at(70, 22) })
    assert.notEqual(planned.pages[0]?.drawing, null)
    assert.equal(planned.pages[1]?.drawing, null)
    assert.deepEqual(sentences(planned.pages[1].notes), [QR_TEXTS.pageTooSmall])
    assert.equal(planned.impossible, null)
  })

  it("are impossible where the window is too small for all", async () => {
    const { impossible, pages } = await plan({ target: "phone", size: at(40, 12) })
    assert.equal(impossible?.sentence, QR_TEXTS.windowTooSmall)
    assert.match(format(impossible, "en"), /^a window of 40x12 is too small/)
    assert.equal(pages.length, 12)
  })

  it("are not drawn for files", async () => {
    const { pages } = await plan({ target: "phone", accounts: [AWS], size: null })
    assert.equal(pages[0]?.drawing, null)
    assert.deepEqual(codeFields(parseOtpUri(pages[0].text)), codeFields(toDraft(AWS)))
  })
})

describe("migration batches", () => {
  it("are refused at 80x24 with the reason, which suggests codes with one account each", async () => {
    const { impossible, pages } = await plan({ target: "google" })
    assert.equal(impossible?.sentence, QR_TEXTS.googleTooSmall)
    assert.match(format(impossible, "en"), /one account each/)
    assert.ok(pages.every(({ drawing }) => drawing === null))
  })

  for (const [columns, rows, most] of [
    [100, 30, 2],
    [120, 40, 4],
    [200, 60, 8],
  ] as const) {
    it(`hold as many accounts as ${columns}x${rows} has room for`, async () => {
      const size = at(columns, rows)
      const planned = await plan({ target: "google", size })
      await assertShown(planned, size)
      assert.ok(Math.max(...planned.pages.map(({ ids }) => ids.length)) >= most)
      assert.deepEqual(
        planned.pages.flatMap(({ ids }) => ids),
        TWELVE.map(({ id }) => id),
      )
      assert.deepEqual((await readBack(planned.pages)).map(codeFields), TWELVE.map(toDraft).map(codeFields))
    })
  }

  for (const cell of [
    { width: 6, height: 13 },
    { width: 10, height: 20 },
  ]) {
    it(`hold ten accounts at 80x24 where the terminal draws pictures, with cells of ${cell.width}x${cell.height}`, async () => {
      const planned = await plan({ target: "google", cell })
      assert.deepEqual(
        planned.pages.map(({ ids, drawing }) => [ids.length, drawing?.style]),
        [
          [10, "pixels"],
          [2, "pixels"],
        ],
      )
      await assertShown(planned, at(80, 24))
      assert.deepEqual(planned.styles, ["half", "full", "pixels"])
      assert.equal(planned.impossible, null)
      assert.deepEqual((await readBack(planned.pages)).map(codeFields), TWELVE.map(toDraft).map(codeFields))
    })
  }

  it("never hold more than ten, nor more than the user has set", async () => {
    const many = Array.from({ length: 25 }, (_, n) => someone(n))
    const counts = async (accountsPerPage: number | null): Promise<number[]> =>
      (await plan({ target: "google", accounts: many, size: null, choice: { style: null, accountsPerPage } })).pages.map(
        ({ ids }) => ids.length,
      )
    assert.deepEqual(await counts(null), [10, 10, 5])
    assert.deepEqual(await counts(9), [9, 9, 7])
    assert.deepEqual(await counts(99), [10, 10, 5])
  })

  it("note what a larger window would change", async () => {
    const { notes } = await plan({ target: "google", size: at(100, 30) })
    assert.deepEqual(sentences(notes), [QR_TEXTS.perPage, QR_TEXTS.larger])
  })

  it("leave out what Google Authenticator cannot hold, and list it as refused", async () => {
    const odd = VECTORS.filter(({ kind, period }) => kind === "steam" || period === 47).map(account)
    const { refused, pages } = await plan({ target: "google", accounts: [TWELVE[0]!, ...odd], size: at(120, 40) })
    assert.deepEqual(
      refused.map(({ id }) => id),
      odd.map(({ id }) => id),
    )
    for (const { losses } of refused) assert.ok(losses.some(({ grade }) => grade === "refused"))
    assert.deepEqual(
      pages.flatMap(({ ids }) => ids),
      [TWELVE[0]!.id],
    )
  })
})

describe("pages for another keyferry", () => {
  it("carry every account through an 80x24 window", async () => {
    const accounts = [...TWELVE.slice(0, 9), ...VECTORS.filter(({ kind }) => kind === "steam" || kind === "hotp").map(account)]
    const planned = await plan({ target: "keyferry", accounts })
    await assertShown(planned, at(80, 24))
    assert.match(planned.verificationCode ?? "", /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    const inputs = planned.pages.map(({ text }, i) => ({ name: `${i}`, bytes: new TextEncoder().encode(text) })).reverse()
    const locked = await openInputs(inputs, { background, handlers: HANDLERS, nowMs: NOW_MS })
    const { outcome } = (await locked.unlock({ password: planned.verificationCode!.toLowerCase() })).files[0]!
    assert.equal(outcome.state, "read")
    const sent = accounts.map((one) => plain({ ...toDraft(one), id: null, updatedAt: null, usedAt: null }))
    assert.deepEqual(
      outcome.records.map(({ draft }) => plain(draft)),
      sent,
    )
  })

  it("stay one transfer when the window changes", async () => {
    const small = await plan({ target: "keyferry" })
    const large = await plan({ target: "keyferry", size: at(120, 40), sealed: small.sealed })
    assert.ok(large.pages.length < small.pages.length)
    assert.equal(large.verificationCode, small.verificationCode)
    assert.equal(large.pages[0]?.text.slice(0, 19), small.pages[0]?.text.slice(0, 19))
    assert.deepEqual((await openTransfer(large.sealed!.file, large.verificationCode!)).length, 12)
  })

  it("never show the code in a part", async () => {
    const { pages, verificationCode } = await plan({ target: "keyferry" })
    const bare = verificationCode!.replaceAll("-", "")
    for (const { text, ids } of pages) {
      assert.ok(!text.includes(bare))
      assert.deepEqual(ids, [])
    }
  })

  it("note that icons are not transferred, and the needed window size", async () => {
    const pictured = VECTORS.filter(({ icon }) => icon !== null).map(account)
    const { notes, impossible } = await plan({ target: "keyferry", accounts: pictured, size: at(40, 12) })
    assert.ok(sentences(notes).includes(QR_TEXTS.icons))
    assert.equal(impossible?.sentence, QR_TEXTS.windowTooSmall)
  })

  it("are drawn with full cells where the user has chosen this style", async () => {
    const planned = await plan({ target: "keyferry", size: at(160, 45), choice: { style: "full", accountsPerPage: null } })
    assert.ok(planned.pages.every(({ drawing }) => drawing?.style === "full"))
  })
})

describe("planning", () => {
  it("reports progress, and stops when the user has cancelled", async () => {
    const reported: number[] = []
    const controller = new AbortController()
    const progress = (done: number): void => {
      reported.push(done)
      if (done === 200) controller.abort()
    }
    const accounts = Array.from({ length: 400 }, (_, n) => someone(n))
    const request: QrRequest = { target: "phone", accounts, size: at(40, 12), choice: AUTO }
    await assert.rejects(
      () => planQr(request, { random, formats: HANDLERS, signal: controller.signal, progress }),
      (e) => isAppError(e, "interrupted"),
    )
    assert.deepEqual(reported, [0, 100, 200])
  })

  it("draws no page, and knows beforehand what is refused", async () => {
    const odd = VECTORS.filter(({ kind }) => kind === "steam").map(account)
    for (const target of ["phone", "google", "keyferry"] as const) {
      const { pages, refused } = await planOnly({ target, accounts: [...TWELVE, ...odd], size: at(120, 40) })
      assert.ok(pages.length > 1 && pages.every(({ drawn, drawing }) => !drawn && drawing === null), target)
      assert.equal(refused.length, target === "google" ? odd.length : 0)
    }
  })

  it("finds in a new plan the page of the same account, or at the same share of the way", async () => {
    const [phone, google] = [await planOnly({ target: "phone" }), await planOnly({ target: "google", size: at(200, 60) })]
    assert.deepEqual(google.pages[pageInNewPlan(phone, 11, google)]?.ids.includes(TWELVE[11]!.id), true)
    const [small, large] = [await planOnly({ target: "keyferry" }), await planOnly({ target: "keyferry", size: at(120, 40) })]
    assert.deepEqual(
      [0, small.pages.length - 1, small.pages.length].map((page) => pageInNewPlan(small, page, large)),
      [0, large.pages.length - 1, large.pages.length - 1],
    )
  })

  it("makes no pages without accounts", async () => {
    for (const target of ["phone", "google"] as const) assert.deepEqual((await plan({ target, accounts: [] })).pages, [])
  })
})
