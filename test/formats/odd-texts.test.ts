// Texts that a reader or writer could misinterpret: each comes back unchanged, or the writer declares a loss.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { toAccount, makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { formatOtpUri, parseOtpUri } from "../../src/accounts/uri.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { writeExport } from "../../src/migrate/export/export.ts"
import { preflight } from "../../src/migrate/export/losses.ts"
import { CHOSEN } from "./chosen.ts"
import { NOW_MS, cheapBackground, seededRandom } from "./ports.ts"
import { readAll } from "./reading.ts"
import { madeUpSecret } from "./vectors.ts"

const CONTEXT = { background: cheapBackground, nowMs: NOW_MS }
const PASSWORD = "odd texts"
const SECRET = madeUpSecret("round trips")

const ODD = [
  ...["null", "undefined", "None", "true", "0", "-", "NaN", "(none)", "Steam", "steam", "No issuer", "Unknown"],
  ...[
    "a period=30",
    "period=30",
    "x&issuer=y",
    "a=b",
    "50%",
    "%41",
    "a+b",
    "a,b",
    "a;b",
    "a::b",
    ":a",
    "a:",
    "a - b",
    "a/b",
    "a\\b",
    "#a",
    "a#b",
    "?a",
  ],
  ...[
    '"',
    "'",
    "<b>",
    "&amp;",
    "&",
    "]]>",
    "{a}",
    "[a]",
    "`a`",
    "$a",
    "=1+1",
    "@a",
    "a  b",
    "a\u00a0b",
    "\u200bа",
    "e\u0301",
    "ﬀ",
    "𝔸",
    "👩‍🚀",
  ],
  ...["AAAAAAAA", "otpauth://totp/a", "steam://A", "https://a.example", "a@b", "on", "x".repeat(300)],
]

const drafts: Draft[] = ODD.flatMap((text, n) => [
  makeDraft({ kind: "totp", issuer: text, name: `name ${n}`, secret: madeUpSecret(`odd issuer ${n}`) }),
  makeDraft({ kind: "totp", issuer: `Issuer ${n}`, name: text, secret: madeUpSecret(`odd name ${n}`) }),
  makeDraft({ kind: "totp", issuer: text, name: "", secret: madeUpSecret(`odd lonely issuer ${n}`) }),
  makeDraft({ kind: "totp", issuer: "", name: text, secret: madeUpSecret(`odd lonely name ${n}`) }),
  makeDraft({ kind: "totp", issuer: `Grouped ${n}`, name: "g", secret: madeUpSecret(`odd group ${n}`), groups: [text], note: text }),
])
drafts.push(
  ...[makeDraft({ kind: "totp", issuer: "", name: "", secret: madeUpSecret("odd nameless") })],
  ...[makeDraft({ kind: "hotp", issuer: "", name: "", secret: madeUpSecret("odd nameless hotp") })],
  ...[makeDraft({ kind: "steam", issuer: "", name: "", secret: madeUpSecret("odd nameless steam") })],
  ...[makeDraft({ kind: "steam", issuer: "", name: "gamer", secret: madeUpSecret("odd steam name") })],
  ...[makeDraft({ kind: "steam", issuer: "Valve", name: "", secret: madeUpSecret("odd steam issuer") })],
)

const describeDraft = ({ kind, issuer, name, note, groups, digits }: Draft): string =>
  JSON.stringify({ kind, issuer, name, note, groups, digits })

describe("texts that could be misinterpreted", () => {
  for (const handler of CHOSEN) {
    const { writer } = handler
    if (writer === undefined || handler.open === undefined) continue
    it(`come back from ${handler.id}, or a loss is declared`, async () => {
      const random = seededRandom("odd")
      const accounts = drafts.map((draft, order) => toAccount(draft, { nowMs: NOW_MS, order, random, taken: () => false }))
      const rows = preflight(handler, accounts)
      const password = writer.protects === "always" ? PASSWORD : null
      const { bytes } = await writeExport(handler, accounts, { ...CONTEXT, random, password })
      const outcome = await readAll([{ name: "out", bytes }], { password: password ?? "" }, undefined, CONTEXT)
      if (outcome.state === "failed") throw outcome.error
      const after = new Map(outcome.read.drafts.map((draft) => [draft.secret.toBase32(), draft]))
      const wrong = rows.flatMap(({ losses, writable }, n) => {
        const before = drafts[n]!
        const back = after.get(before.secret.toBase32())
        if (!writable) return back === undefined ? [] : [`refused, but there: ${describeDraft(before)}`]
        if (back === undefined) return [`gone: ${describeDraft(before)}`]
        const kept = {
          ...back,
          note: writer.keeps.note ? back.note : before.note,
          groups: writer.keeps.groups === "none" ? before.groups : back.groups,
        }
        const isDeclared = losses.some(
          ({ what }) => what.sentence.en !== "the note is left out" && what.sentence.en !== "the groups are left out",
        )
        return describeDraft(kept) === describeDraft(before) || isDeclared
          ? []
          : [`${describeDraft(before)}\n      → ${describeDraft(kept)}`]
      })
      assert.deepEqual(outcome.read.issues, [])
      assert.deepEqual(wrong, [])
    })
  }
})

it("an otpauth URI tells a loss exactly where issuer, name or kind come back changed", () => {
  const pieces = ["a", "Z9", " ", "  ", ".", "~", "@", ":", "%41", "null", "undefined", "Steam", "steam", "", "\u00e9", "&", "+"]
  const random = seededRandom("round trips")
  const text = (): string => Array.from(random.bytes(1 + (random.bytes(1)[0]! % 3)), (byte) => pieces[byte % pieces.length]).join("")
  const writer = handlerById(HANDLERS, "otpauth-uri")?.writer
  for (let n = 0; n < 3000; n++) {
    const kind = n % 3 === 0 ? "hotp" : "totp"
    const draft = makeDraft({ kind, issuer: text(), name: text(), secret: SECRET, ...(n % 5 === 0 ? { digits: 5 } : {}) })
    const back = parseOtpUri(formatOtpUri(draft))
    const isKept = back.kind === draft.kind && back.issuer === draft.issuer && back.name === draft.name
    assert.equal(writer?.losses?.(draft, [draft]).length === 0, isKept, JSON.stringify([draft.issuer, draft.name]))
  }
})
