import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { parsePrompt } from "../../../src/cli/askpass/prompt.ts"

describe("the prompt for a verification code", () => {
  for (const wording of [
    "Verification code: ",
    "verification code:",
    "One-time password (OATH) for `ada': ",
    "One-time password (optional): ",
    "Second Factor: ",
    "Second Factor (optional): ",
    "OTP: ",
    "OTP_Token:",
    "Your OTP:",
    "Enter OTP code: ",
    "Please enter your verification code: ",
    "Enter an OTP code from a device:",
    "TACC Token Code:",
    "Google verification code: ",
    "Two-factor authentication code:",
    "2FA code: ",
    "MFA token>",
    "Passcode or option (1-2): ",
    "認証コード: ",
    "ワンタイムパスワードを入力してください：",
  ])
    it(`is “${wording}”, of whatever host`, () => {
      assert.deepEqual(parsePrompt(`(ada@example.org) ${wording}`), { asker: { user: "ada", host: "example.org" } })
      assert.deepEqual(parsePrompt(wording), { asker: null })
    })

  for (const wording of [
    "Password: ",
    "ada@example.org's password: ",
    "Password & verification code: ",
    "Password and verification code: ",
    "Password, then verification code: ",
    "[sudo] password for ada: ",
    "Enter passphrase for key '/home/ada/.ssh/id_ed25519': ",
    "Enter PIN for 'token code': ",
    "Are you sure you want to continue connecting (yes/no/[fingerprint])? ",
    "New verification code secret: ",
    "Verification code\nPassword: ",
    "パスワード: ",
    "",
    " ",
  ])
    it(`is not ${JSON.stringify(wording)}`, () => {
      assert.equal(parsePrompt(`(ada@example.org) ${wording}`), null)
      assert.equal(parsePrompt(wording), null)
    })

  it("names user and host where ssh has written them, the host in lower case", () => {
    assert.deepEqual(parsePrompt("(ada@corp@Example.ORG) OTP:")?.asker, { user: "ada@corp", host: "example.org" })
    assert.deepEqual(parsePrompt("(ada@2001:db8::1) OTP:")?.asker, { user: "ada", host: "2001:db8::1" })
  })

  it("is none where it has another name, another line or more than a prompt has", () => {
    for (const text of [
      "(ada@evil.example) (ada@example.org) OTP:",
      "(ada@evil.example) x\n(ada@example.org) OTP:",
      " (ada@example.org) Password:",
      "(example.org) OTP:",
      `${" ".repeat(1000)}OTP:`,
    ])
      assert.equal(parsePrompt(text), null)
  })
})
