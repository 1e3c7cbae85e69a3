// Every reader with every writer: the accounts of one app's file are put into the vault, written for another app, and read again. Exactly the
// fields that `preflight` declared lost are then missing. Accounts that it refused are not in the file; all others are.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { toAccount, toDraft } from "../../src/accounts/account.ts"
import type { Account, Draft } from "../../src/accounts/account.ts"
import { codeAt } from "../../src/accounts/codes.ts"
import { isAppError } from "../../src/base/errors.ts"
import type { Sentence } from "../../src/base/language.ts"
import type { Handler, WriterCapabilities, Loss, TreeWriter, Writer } from "../../src/formats/handler.ts"
import { LOSS_TEXTS as SHARED } from "../../src/formats/records/keeps.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { writeExport } from "../../src/migrate/export/export.ts"
import { LOSS_TEXTS, preflight } from "../../src/migrate/export/losses.ts"
import { writeStore } from "../../src/migrate/export/store.ts"
import { isChosen } from "./chosen.ts"
import { FAKE_KEY, fakeGpg, memoryStore } from "./fake-gpg.ts"
import { NOW_MS, cheapBackground, seededRandom } from "./ports.ts"
import { readAll } from "./reading.ts"
import { isForced, plain, samplesOf } from "./samples.ts"
import { VECTORS } from "./vectors.ts"

const CONTEXT = { background: cheapBackground, nowMs: NOW_MS }
const PASSWORD = "pässwörd 7 パス"

const FACETS = [
  "kind",
  "issuer",
  "name",
  "secret",
  "algorithm",
  "digits",
  "period",
  "counter",
  "pin",
  "note",
  "groups",
  "favorite",
  "icon",
  "trashed",
] as const
type Facet = (typeof FACETS)[number]

/** The facets of an account that a declared loss concerns. A format that declares a loss of its own needs an entry here. */
const LOSS_FACETS: readonly (readonly [Sentence | string, readonly Facet[]])[] = [
  [LOSS_TEXTS.pin, ["pin"]],
  [LOSS_TEXTS.note, ["note"]],
  [LOSS_TEXTS.groups, ["groups"]],
  [LOSS_TEXTS.oneGroup, ["groups"]],
  [LOSS_TEXTS.favorite, ["favorite"]],
  [LOSS_TEXTS.icon, ["icon"]],
  [LOSS_TEXTS.trashed, ["trashed"]],
  [SHARED.issuerFromName, ["issuer", "name"]],
  [SHARED.steamIssuer, ["issuer"]],
  [SHARED.nullWord, ["issuer", "name"]],
  ["only the 16 bytes of the secret that are used are written", ["secret"]],
  ["Aegis accepts only PNG, JPEG and SVG icons", ["icon"]],
  ["the target does not accept this type of icon", ["icon"]],
  ["a motp: URI has no place for the PIN", ["pin"]],
  ["other apps will read it as a Steam account", ["kind", "digits"]],
  ["issuer or name is not kept exactly", ["issuer", "name"]],
  ["a Steam secret has no place for the account's name", ["name"]],
  ["the name of a group contains a comma or semicolon, so the group becomes two", ["groups"]],
  ["the text after :: in an issuer is read as a web address", ["issuer"]],
  ["a + in issuer or name is read as a space", ["issuer", "name"]],
  ["the group becomes a directory with a slightly different name", ["groups"]],
  ["an entry must have a name: it will be called {name}", ["name"]],
  ["the name of the group is not kept exactly", ["groups"]],
  [SHARED.nameFromIssuer, ["name"]],
]

/** Losses that only the other program shows, since our own reader reads more than that program does. */
const SEEN_ELSEWHERE: readonly (Sentence | string)[] = [
  "few apps read Steam codes from CXF",
  "some apps do not read periods above 255 seconds",
  "KeePass makes counter-based codes only with 6 digits and SHA1",
  "2FAS on an iPhone keeps only one account per secret",
  "the newest version of the extension takes SHA256 and SHA512 for SHA1: its codes would be wrong",
  "pass-otp increments the counter before it makes a code, so one code is skipped",
]

const hasSentence = (loss: Loss, sentence: Sentence | string): boolean =>
  typeof sentence === "string" ? loss.what.sentence.en === sentence : loss.what.sentence === sentence

function facetsOf(loss: Loss): readonly Facet[] | null {
  if (SEEN_ELSEWHERE.some((sentence) => hasSentence(loss, sentence))) return null
  const found = LOSS_FACETS.find(([sentence]) => hasSentence(loss, sentence))
  assert.ok(found !== undefined, `add to LOSS_FACETS what this loss concerns: ${loss.what.sentence.en}`)
  return found[1]
}

/** An account's facets as JSON, for comparison. */
type Facets = Readonly<Record<Facet, string>>
function toFacets(draft: Draft): Facets {
  const record: Record<string, unknown> = { ...plain(draft), icon: draft.icon }
  return Object.fromEntries(FACETS.map((facet) => [facet, JSON.stringify(record[facet])])) as Facets
}
const changedFacets = (before: Facets, after: Facets): Facet[] => FACETS.filter((facet) => before[facet] !== after[facet])

const seconds = ({ createdAt }: Draft): number => Math.floor((createdAt ?? 0) / 1000)

/**
 * For each draft the one read back that differs least, first at the same position: a format with a tree of groups changes the order. Exact
 * ones are paired first, so that a draft with a loss does not take the one of its twin.
 */
function pairUp(before: readonly Draft[], after: readonly Draft[]): Draft[] {
  const facets = after.map(toFacets)
  const left = new Set(after.keys())
  const pairs = new Map<number, Draft>()
  for (const exactly of [true, false]) {
    for (const [index, draft] of before.entries()) {
      if (pairs.has(index)) continue
      const own = toFacets(draft)
      const hasOtherTime = (at: number): boolean => seconds(after[at]!) !== seconds(draft)
      const distance = (at: number): number =>
        changedFacets(own, facets[at]!).length + (at === index ? 0 : 0.5) + (hasOtherTime(at) ? 0.25 : 0)
      const best = [...left].reduce((a, b) => (distance(b) < distance(a) ? b : a))
      if (exactly && distance(best) >= 1) continue
      left.delete(best)
      pairs.set(index, after[best]!)
    }
  }
  return before.map((_, index) => pairs.get(index)!)
}

function codeOf(draft: Draft): string | null {
  try {
    return codeAt(draft, NOW_MS).code
  } catch (e) {
    if (isAppError(e)) return null // no PIN, no code
    throw e
  }
}

/** Names an account by its number and kind, since a failing test must not print its content. */
const nameOf = (index: number, { kind }: Draft): string => `account ${index + 1} (${kind})`

function assertDeclared(writer: WriterCapabilities, at: { before: Draft; after: Draft; losses: readonly Loss[]; what: string }): void {
  const { before, after, losses, what } = at
  const found = changedFacets(toFacets(before), toFacets(after))
  const declared = losses.map(facetsOf).filter((facets) => facets !== null)
  const undeclared = found.filter((facet) => !declared.flat().includes(facet))
  assert.deepEqual(undeclared, [], `${what}: changed, but not declared`)
  for (const facets of declared)
    assert.ok(
      facets.some((facet) => found.includes(facet)),
      `${what}: ${facets.join(" or ")} declared lost, but still there`,
    )
  const code = found.includes("pin") ? null : codeOf(before)
  assert.equal(codeOf(after), code, `${what}: another code`)
  if (writer.keeps.times && before.createdAt !== null)
    assert.equal(Math.floor((after.createdAt ?? 0) / 1000), Math.floor(before.createdAt / 1000), `${what}: another time of creation`)
}

/** Turns drafts into accounts, as an import does. */
function toAccounts(drafts: readonly Draft[]): Account[] {
  const random = seededRandom("matrix")
  const taken = new Set<string>()
  return drafts.map((draft, order) => {
    const account = toAccount(draft, { nowMs: NOW_MS, order, random, taken: (id) => taken.has(id) })
    taken.add(account.id)
    return account
  })
}

async function assertRoundTrip(handler: Handler, writer: Writer, drafts: readonly Draft[]): Promise<void> {
  const accounts = toAccounts(drafts)
  const rows = preflight(handler, accounts)
  const writable = rows.filter((row) => row.writable)
  const password = writer.protects === "always" ? PASSWORD : null
  const context = { ...CONTEXT, random: seededRandom(handler.id), password }
  if (writable.length === 0) {
    await assert.rejects(writeExport(handler, accounts, context), (e) => isAppError(e, "export-refused"))
    return
  }
  const { bytes, written, losses } = await writeExport(handler, accounts, context)
  assert.equal(written, writable.length)
  assert.deepEqual(
    losses,
    rows.filter((row) => row.losses.length > 0),
  )
  if (handler.open === undefined) return
  const outcome = await readAll([{ name: "out", bytes }], { password: password ?? "" }, undefined, CONTEXT)
  if (outcome.state === "failed") throw outcome.error
  assert.equal(outcome.files[0]?.format, handler.id)
  assert.deepEqual(outcome.read.issues, [])
  assert.equal(outcome.read.drafts.length, writable.length)
  const before = writable.map(({ account }) => toDraft(account))
  const after = pairUp(before, outcome.read.drafts)
  for (const [index, { losses }] of writable.entries())
    assertDeclared(writer, { before: before[index]!, after: after[index]!, losses, what: nameOf(index, before[index]!) })
}

/** Writes a directory of files, each encrypted to a key, and reads the whole directory again. */
async function assertStoreRoundTrip(handler: Handler, treeWriter: TreeWriter, drafts: readonly Draft[]): Promise<void> {
  const accounts = toAccounts(drafts)
  const rows = preflight(handler, accounts)
  const writable = rows.filter((row) => row.writable)
  const files = new Map<string, Uint8Array>()
  const gpg = fakeGpg()
  const request = { handler, accounts, directory: "/store", keys: [FAKE_KEY.fingerprint], overwrite: false }
  const machine = { gpg, files: memoryStore(files) }
  if (writable.length === 0) {
    await assert.rejects(writeStore(request, machine), (e) => isAppError(e, "export-refused"))
    return
  }
  const { written } = await writeStore(request, machine)
  assert.equal(written, writable.length)
  const inputs = [...files].flatMap(([name, bytes]) =>
    name.endsWith(".gpg") ? [{ name, bytes, within: name.slice("/store/".length) }] : [],
  )
  const outcome = await readAll(inputs, undefined, undefined, { ...CONTEXT, gpg })
  if (outcome.state === "failed") throw outcome.error
  assert.deepEqual(outcome.files[0]?.format, handler.id)
  assert.deepEqual(outcome.read.issues, [])
  assert.equal(outcome.read.drafts.length, writable.length)
  const before = writable.map(({ account }) => toDraft(account))
  const after = pairUp(before, outcome.read.drafts)
  for (const [index, { losses }] of writable.entries())
    assertDeclared(treeWriter, { before: before[index]!, after: after[index]!, losses, what: nameOf(index, before[index]!) })
}

/**
 * The accounts in a format's samples, only in those without a password if there are any. A format that is not chosen gives the accounts of one
 * sample, which is enough for the chosen writers.
 */
async function draftsInSamples(handler: Handler): Promise<Draft[]> {
  const samples = samplesOf(handler.id).filter(({ error, accounts = [] }) => error === undefined && accounts.length > 0)
  const open = samples.filter(({ password, keyFile }) => password === undefined && keyFile === undefined)
  const drafts: Draft[] = []
  const wanted = open.length > 0 && isChosen(handler.id) ? open : [open[0] ?? samples[0]].filter((sample) => sample !== undefined)
  for (const { inputs, detect, password = "", keyFileBytes } of wanted) {
    const key = { password, ...(keyFileBytes === undefined ? {} : { keyFile: keyFileBytes }) }
    const outcome = await readAll(inputs, key, isForced({ ...(detect === undefined ? {} : { detect }) }) ? handler : undefined)
    if (outcome.state === "read") drafts.push(...outcome.read.drafts)
  }
  // Readers take a code in a note for a further account, which the note's account has become already.
  return drafts.map((draft) => (/otpauth:/i.test(draft.note) ? { ...draft, note: "a note" } : draft))
}

const readers = HANDLERS.filter((handler) => handler.open !== undefined)
const stores = HANDLERS.flatMap((handler) => (handler.treeWriter === undefined ? [] : [{ handler, treeWriter: handler.treeWriter }]))
const writers = HANDLERS.flatMap((handler) => (handler.writer === undefined ? [] : [{ handler, writer: handler.writer }]))

describe("from a vault with everything in it", () => {
  for (const { handler, writer } of writers)
    if (isChosen(handler.id)) it(`to ${handler.id}: lost is what was declared`, () => assertRoundTrip(handler, writer, VECTORS))
  for (const { handler, treeWriter } of stores)
    if (isChosen(handler.id)) it(`to ${handler.id}: lost is what was declared`, () => assertStoreRoundTrip(handler, treeWriter, VECTORS))
})

for (const reader of readers) {
  describe(`from ${reader.id}`, () => {
    let drafts: Promise<Draft[]> | undefined
    for (const { handler, writer } of writers) {
      if (!isChosen(reader.id) && !isChosen(handler.id)) continue
      it(`to ${handler.id}: lost is what was declared`, async () => {
        drafts ??= draftsInSamples(reader)
        assert.ok((await drafts).length > 0, "there is no sample to read")
        await assertRoundTrip(handler, writer, await drafts)
      })
    }
    for (const { handler, treeWriter } of stores) {
      if (!isChosen(reader.id) && !isChosen(handler.id)) continue
      it(`to ${handler.id}: lost is what was declared`, async () => {
        drafts ??= draftsInSamples(reader)
        await assertStoreRoundTrip(handler, treeWriter, await drafts)
      })
    }
  })
}
