// Each reader reads what its writer wrote: exactly the declared losses occur, no more and no fewer.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Draft } from "../../src/accounts/account.ts"
import { codeAt } from "../../src/accounts/codes.ts"
import { isAppError } from "../../src/base/errors.ts"
import type { Handler, Input, Keeps, Key, Writer } from "../../src/formats/handler.ts"
import { detect } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { CHOSEN } from "./chosen.ts"
import { NOW_MS, cheapBackground as background, seededRandom } from "./ports.ts"
import { readAll as readWith } from "./reading.ts"
import { plain } from "./samples.ts"
import { VECTORS } from "./vectors.ts"

const readAll = (inputs: readonly Input[], key: Key) => readWith(inputs, key, undefined, { background, nowMs: NOW_MS })

const PASSWORD = "pässwörd 7 パス"

/** Whether the target can hold the account. */
function fits(keeps: Keeps, { kind, algorithm, digits, period }: Draft): boolean {
  if (!keeps.kinds.includes(kind)) return false
  if (kind !== "totp" && kind !== "hotp") return true
  const periodFits = period === null || keeps.periods === "any" || keeps.periods.includes(period)
  return keeps.algorithms.includes(algorithm) && keeps.digits.includes(digits) && periodFits
}

const groupsKept = ({ groups }: Keeps, draft: Draft): readonly string[] =>
  groups === "many" ? draft.groups : groups === "one" ? draft.groups.slice(0, 1) : []

/** The fields of an account that `keeps` promises. Ids and times of use are never promised. */
function promised(keeps: Keeps, draft: Draft): object {
  return comparable(keeps, {
    ...draft,
    pin: keeps.pin ? draft.pin : null,
    note: keeps.note ? draft.note : "",
    groups: groupsKept(keeps, draft),
    favorite: keeps.favorite && draft.favorite,
    icon: keeps.icon ? draft.icon : null,
    trashed: keeps.trashed && draft.trashed,
  })
}

function comparable(keeps: Keeps, draft: Draft): object {
  const { createdAt: _c, updatedAt: _u, usedAt: _used, id: _id, ...fields } = plain(draft)
  return { ...fields, createdAtS: keeps.times && draft.createdAt !== null ? Math.floor(draft.createdAt / 1000) : null }
}

/** Some formats write a time for an account without one. */
function withoutMadeUpTimes(keeps: Keeps, written: Draft, back: Draft): object {
  return comparable(keeps, written.createdAt === null ? { ...back, createdAt: null } : back)
}

function codeOf(draft: Draft): string | null {
  try {
    return codeAt(draft, NOW_MS).code
  } catch (e) {
    if (isAppError(e)) return null // no PIN, no code
    throw e
  }
}

/** In the order of the file; group by group for a format that files accounts under their groups. */
function inReadOrder(written: readonly Draft[], back: readonly Draft[]): readonly Draft[] {
  const names = [...new Set(written.map(({ groups: [first] }) => first))]
  const byGroup = names.flatMap((name) => written.filter(({ groups: [first] }) => first === name))
  return byGroup.every(({ secret }, at) => back[at]?.secret.equals(secret) === true) ? byGroup : written
}

async function roundTrip(handler: Handler, writer: Writer, password: string | null): Promise<void> {
  const { keeps } = writer
  const held = VECTORS.filter((draft) => fits(keeps, draft))
  const lossesOf = (draft: Draft, all: readonly Draft[]) => writer.losses?.(draft, all) ?? []
  const written = held.filter((draft) => lossesOf(draft, held).every(({ grade }) => grade !== "refused"))
  assert.ok(written.length >= 4, "it writes hardly anything")

  const context = { background, random: seededRandom(handler.id), nowMs: NOW_MS, password }
  const bytes = await writer.run(written, context)
  const input = { name: `out.${writer.extension(password !== null)}`, bytes }
  const sniffed = sniff(bytes)
  const found = detect(HANDLERS, sniffed).map(({ id }) => id)
  // A file without a signature is not recognised; only the password shows its format.
  if (handler.detect(sniffed) === "unsigned") assert.deepEqual(found, [])
  else assert.deepEqual(found, [handler.id])
  const outcome = await readAll([input], { password: password ?? "" })
  if (outcome.state === "failed") throw outcome.error
  assert.equal(outcome.files[0]?.format, handler.id)
  assert.equal(outcome.files[0].protected, password !== null)
  assert.deepEqual(outcome.read.issues, [])
  const back = outcome.read.drafts
  assert.equal(back.length, written.length)

  for (const [index, draft] of inReadOrder(written, back).entries()) {
    const got = back[index]!
    const declared = lossesOf(draft, written)
    // An account that lost its PIN has no code, but it must never have another one.
    const pinLost = draft.pin !== null && (!keeps.pin || declared.some(({ grade }) => grade === "lost"))
    assert.equal(codeOf(got), pinLost && got.pin === null ? null : codeOf(draft), "the codes have changed")
    const want = promised(keeps, draft)
    const have = withoutMadeUpTimes(keeps, draft, got)
    if (declared.length === 0) assert.deepEqual(have, want)
    else if (declared.some(({ grade }) => grade === "lost")) assert.notDeepEqual(have, want, "a loss was declared, nothing was lost")
  }
  if (password === null) return
  const wrong = await readAll([input], { password: `${password} no` })
  assert.equal(wrong.state === "failed" ? wrong.error.code : "read", "password-wrong")
  const typedOtherwise = await readAll([input], { password: password.normalize("NFD") })
  assert.equal(typedOtherwise.state, "read", "accents typed another way")
}

for (const handler of CHOSEN) {
  const { writer } = handler
  if (writer === undefined) continue
  describe(`what ${handler.id} writes`, () => {
    if (writer.protects !== "always") it("reads back, unprotected", () => roundTrip(handler, writer, null))
    if (writer.protects !== "never") it("reads back, protected", () => roundTrip(handler, writer, PASSWORD))
  })
}
