import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import { detailText } from "../../src/base/language.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { createGpg } from "../../src/platform/gpg.ts"
import { gpgHome, withoutPrograms } from "../formats/real-gpg.ts"

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const hasCode =
  (code: ErrorCode, message: RegExp) =>
  (error: unknown): boolean =>
    isAppError(error, code) && message.test(error.message)

describe("the user's gpg", { skip: withoutPrograms("gpg", "gpgconf") }, () => {
  const home = gpgHome()
  const open = home.makeKey("Open <open@example.org>")
  const locked = home.makeKey("Locked <locked@example.org>", "pässphrase 1")
  const gpg = createGpg()
  const options = { passphrase: null, maxBytes: 1000 }

  it("decrypts a message to a key without a passphrase to the same bytes", async () => {
    const bytes = Uint8Array.from({ length: 500 }, (_, n) => n & 255)
    const message = await gpg.encrypt(bytes, [open])
    const opened = await gpg.decrypt(message, options)
    assert.ok(opened.state === "open")
    assert.deepEqual(opened.bytes, bytes)
  })
  it("writes messages that stock gpg decrypts, whatever gpg.conf contains", async () => {
    writeFileSync(join(home.directory, "gpg.conf"), "armor\nhidden-recipient open@example.org\nverbose\n")
    try {
      const message = await gpg.encrypt(utf8("hello"), [open])
      assert.ok((message[0] ?? 0) >= 0x80, "the message is not armoured")
      assert.equal(home.gpg(["--decrypt"], message).toString(), "hello")
    } finally {
      rmSync(join(home.directory, "gpg.conf"))
    }
  })
  it("asks for a passphrase, rejects a wrong one, and accepts the right one", async () => {
    const message = await gpg.encrypt(utf8("hello"), [locked])
    home.forget()
    assert.deepEqual(await gpg.decrypt(message, options), { state: "passphrase" })
    assert.deepEqual(await gpg.decrypt(message, { ...options, passphrase: "wrong" }), { state: "passphrase" })
    const opened = await gpg.decrypt(message, { ...options, passphrase: "pässphrase 1" })
    assert.equal(opened.state === "open" && textOf(opened.bytes), "hello")
  })
  it("encrypts to several keys, each of which decrypts the message", async () => {
    const message = await gpg.encrypt(utf8("hello"), [locked, open])
    home.forget()
    assert.equal((await gpg.decrypt(message, options)).state, "open")
    const packets = spawnSync("gpg", ["--list-packets", "--batch", "--pinentry-mode", "error"], { input: message }).stdout.toString()
    assert.equal(packets.match(/:pubkey enc packet/g)?.length, 2)
  })
  it("distinguishes a message for other keys from a damaged one", async () => {
    const away = home.makeKey("Away <away@example.org>")
    const message = await gpg.encrypt(utf8("hello"), [away])
    home.gpg(["--yes", "--delete-secret-keys", away])
    // A new instance, since the list of keys is cached.
    assert.deepEqual(await createGpg().decrypt(message, options), { state: "no-key" })
    const whole = await gpg.encrypt(utf8("hello"), [open])
    assert.deepEqual(await gpg.decrypt(whole.subarray(0, 60), options), { state: "damaged" })
    const flipped = Uint8Array.from(whole)
    flipped[flipped.length - 8]! ^= 1
    assert.deepEqual(await gpg.decrypt(flipped, options), { state: "damaged" })
    assert.deepEqual(await gpg.decrypt(utf8("rubbish"), options), { state: "damaged" })
  })
  it("decrypts a message that only a passphrase protects", async () => {
    const message = home.gpg(["--pinentry-mode", "loopback", "--passphrase", "sym", "--symmetric"], "hello")
    home.forget()
    assert.deepEqual(await gpg.decrypt(message, options), { state: "passphrase" })
    assert.deepEqual(await gpg.decrypt(message, { ...options, passphrase: "no" }), { state: "passphrase" })
    assert.equal((await gpg.decrypt(message, { ...options, passphrase: "sym" })).state, "open")
  })
  it("refuses a message that expands beyond the limit", async () => {
    const bomb = home.gpg(["--trust-model", "always", "--compress-algo", "zlib", "-r", open, "--encrypt"], new Uint8Array(64 << 20))
    assert.ok(bomb.length < 200_000)
    await assert.rejects(gpg.decrypt(bomb, { ...options, maxBytes: 1 << 20 }), hasCode("limit-exceeded", /larger than 1048576 bytes/))
  })
  it("ends with the signal, and gpg with it", async () => {
    const stop = new AbortController()
    const message = await gpg.encrypt(utf8("hello"), [open])
    setTimeout(() => {
      stop.abort()
    }, 1)
    await assert.rejects(
      Promise.all(Array.from({ length: 5 }, () => gpg.decrypt(message, { ...options, signal: stop.signal }))),
      hasCode("interrupted", /interrupted/),
    )
    await assert.rejects(gpg.decrypt(message, { ...options, signal: AbortSignal.abort() }), hasCode("interrupted", /interrupted/))
  })

  describe("finding a key by name", () => {
    const user = "Alice <alice@example.org>"
    const alice = home.makeKey(user)
    home.makeKey("Malice <malice@example.org>")

    for (const name of [alice, `0x${alice}`, alice.slice(-16), "alice@example.org", "ALICE@example.org", user, "Locked"])
      it(`finds the key by ${name.replace(/[0-9A-F]{16,}/, "a fingerprint or id")}`, async () => {
        const found = await gpg.findKey(name)
        assert.equal(found.fingerprint, name === "Locked" ? locked : alice)
      })
    it("reports that no key or several keys match", async () => {
      await assert.rejects(gpg.findKey("nobody@example.org"), hasCode("usage", /no key that matches nobody@example\.org/))
      await assert.rejects(gpg.findKey("--version"), hasCode("usage", /no key/))
      await assert.rejects(gpg.findKey(" "), hasCode("usage", /no key/))
      await assert.rejects(gpg.findKey("example.org"), hasCode("usage", /matches several keys.*[0-9A-F]{40}, [0-9A-F]{40}/))
    })
    it("refuses a key that is expired or only for signing", async () => {
      const signing = "Signer <signer@example.org>"
      home.gpg(["--pinentry-mode", "loopback", "--passphrase", "", "--quick-gen-key", signing, "ed25519", "sign", "never"])
      await assert.rejects(gpg.findKey("signer@example.org"), hasCode("usage", /cannot encrypt to the key/))
      const old = home.makeKey("Old <old@example.org>")
      home.gpg(["--quick-set-expire", old, "seconds=1"])
      await new Promise((resolve) => setTimeout(resolve, 2100))
      await assert.rejects(gpg.findKey("old@example.org"), hasCode("usage", /cannot encrypt to the key/))
    })
    it("accepts an unverified key only by its fingerprint", async () => {
      const other = mkdtempSync(join(tmpdir(), "kfg-"))
      try {
        const run = (...args: string[]): Buffer =>
          spawnSync("gpg", ["--homedir", other, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", ...args]).stdout
        run("--quick-gen-key", "Stranger <stranger@example.org>", "future-default", "default", "never")
        home.gpg(["--import"], run("--export"))
      } finally {
        spawnSync("gpgconf", ["--homedir", other, "--kill", "all"])
        rmSync(other, { recursive: true, force: true })
      }
      const error: unknown = await gpg.findKey("stranger@example.org").catch((e: unknown) => e)
      assert.ok(isAppError(error, "usage") && error.message.includes("gpg cannot verify that the key belongs"))
      const fingerprint = detailText(error.detail, "fingerprint")
      assert.equal((await gpg.findKey(fingerprint)).user, "Stranger <stranger@example.org>")
      assert.ok((await gpg.encrypt(utf8("hello"), [fingerprint])).length > 50)
    })
    it("lists the user's own keys that can encrypt", async () => {
      const own = await gpg.ownKeys()
      assert.ok(own.some(({ fingerprint, user: name }) => fingerprint === alice && name === user))
      assert.ok(own.every(({ user: name }) => !/Signer|Stranger|Old|Away/.test(name)))
    })
  })
})

describe("a program in place of gpg", () => {
  const directory = mkdtempSync(join(tmpdir(), "keyferry-gpg-"))
  after(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const program = (name: string, script: string): string => {
    const path = join(directory, name)
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }
  const options = { passphrase: "the passphrase", maxBytes: 1000 }

  it("is reported where it is missing", async () => {
    const gpg = createGpg([join(directory, "none"), join(directory, "nor this")])
    await assert.rejects(gpg.decrypt(utf8("x"), options), hasCode("format-unsupported", /gpg \(GnuPG\) is needed, but not installed/))
    await assert.rejects(gpg.ownKeys(), hasCode("format-unsupported", /not installed/))
  })
  it("is stopped where it hangs", async () => {
    const gpg = createGpg([program("hangs", "exec sleep 30")], 0.2)
    await assert.rejects(gpg.decrypt(utf8("x"), options), hasCode("limit-exceeded", /did not answer within 0\.2 s/))
  })
  it("is stopped where it prints endlessly", async () => {
    const gpg = createGpg([program("endless", "exec yes")])
    await assert.rejects(gpg.decrypt(utf8("x"), options), hasCode("limit-exceeded", /larger than 1000 bytes/))
  })
  it("gets neither passphrase nor content through arguments or environment", async () => {
    const seen = join(directory, "seen")
    const gpg = createGpg([program("nosy", `echo "$@" > ${seen}; env >> ${seen}; cat > /dev/null; cat <&4 > ${seen}.fd`)])
    await gpg.decrypt(utf8("the content"), options)
    const argumentsAndEnvironment = readFileSync(seen, "utf8")
    assert.match(argumentsAndEnvironment, /--passphrase-fd 4/)
    assert.doesNotMatch(argumentsAndEnvironment, /the passphrase|the content/)
    assert.equal(readFileSync(`${seen}.fd`, "utf8"), "the passphrase\n")
  })
})
