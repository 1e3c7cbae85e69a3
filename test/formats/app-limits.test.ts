// Limits of the apps that our own readers do not have: what is told, or refused, before a file is written.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { madeUpSecret } from "./vectors.ts"

const secret = madeUpSecret("app limits")
const motp = (key: string): Draft => makeDraft({ kind: "motp", issuer: "Old", name: "a", secret: new Secret(Buffer.from(key)) })
const totp = (more: Partial<Draft> = {}): Draft => makeDraft({ kind: "totp", issuer: "A", name: "a", secret, ...more })
const gradesOf = (id: string, draft: Draft, all: readonly Draft[] = [draft]): string[] =>
  (handlerById(HANDLERS, id)?.writer?.losses?.(draft, all) ?? []).map(({ grade, what }) => `${grade}: ${what.sentence.en}`)

describe("a limit of an app", () => {
  it("refuses an mOTP key of fewer than 16 characters in Stratum", () => {
    assert.match(gradesOf("stratum", motp("0123456789abcde")).join(), /^refused: Stratum ends a restore/)
    assert.deepEqual(gradesOf("stratum", motp("0123456789abcdef")), [])
  })
  it("refuses a counter above 2^31 - 1 in 2FAS", () => {
    const hotp = (counter: number): Draft => makeDraft({ kind: "hotp", issuer: "A", name: "a", secret, counter })
    assert.match(gradesOf("2fas", hotp(2 ** 31)).join(), /^refused: 2FAS for Android/)
    assert.deepEqual(gradesOf("2fas", hotp(2 ** 31 - 1)), [])
  })
  it("tells of the second account with one secret in 2FAS", () => {
    const all = [totp(), totp({ name: "b" })]
    assert.deepEqual(gradesOf("2fas", all[0]!, all), [])
    assert.match(gradesOf("2fas", all[1]!, all).join(), /^changed: 2FAS on an iPhone/)
  })
  it("tells of algorithms besides SHA1 in the browser extension", () => {
    assert.match(gradesOf("authenticator-extension", totp({ algorithm: "SHA256" })).join(), /codes would be wrong/)
    assert.deepEqual(gradesOf("authenticator-extension", totp()), [])
  })
})
