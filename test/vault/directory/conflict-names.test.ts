import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { conflictCopyOf, isSetAside, originOf, setAsideName } from "../../../src/vault/directory/conflict-names.ts"

const copies: [program: string, name: string, of: string][] = [
  ["Syncthing", "vault.sync-conflict-20260102-030405-ABCDEFG.age", "vault.age"],
  ["Syncthing before 0.14", "identity.sync-conflict-20260102-030405.age", "identity.age"],
  ["Syncthing", "recovery.sync-conflict-20260102-030405-ABCDEFG.age", "recovery.age"],
  ["Dropbox", "vault (Anna's conflicted copy 2026-01-02).age", "vault.age"],
  ["Dropbox, the second one of a day", "vault (Anna's conflicted copy 2026-01-02) (1).age", "vault.age"],
  ["Dropbox in Japanese", "vault (Anna の競合コピー 2026-01-02).age", "vault.age"],
  ["Nextcloud", "vault (conflicted copy 2026-01-02 030405).age", "vault.age"],
  ["Nextcloud, with a name", "identity (conflicted copy anna 2026-01-02 030405).age", "identity.age"],
  ["ownCloud before 2.5", "vault_conflict-20260102-030405.age", "vault.age"],
  ["Seafile", "vault.age (SFConflict anna@example.org 2026-01-02-03-04-05)", "vault.age"],
  ["Seafile 7", "vault (SFConflict anna@example.org 2026-01-02-03-04-05).age", "vault.age"],
  ["Synology Drive", "vault_Andy-PC_Jan-03-0901-2013_CaseConflict_1.age", "vault.age"],
  ["pCloud", "vault [conflicted].age", "vault.age"],
  ["Google Drive", "vault_conf(1).age", "vault.age"],
  ["a browser", "vault (1).age", "vault.age"],
  ["Finder", "vault copy.age", "vault.age"],
  ["Finder, the second one", "vault copy 2.age", "vault.age"],
  ["iCloud", "vault 2.age", "vault.age"],
  ["Windows", "vault - Copy (2).age", "vault.age"],
  ["OneDrive", "vault-DESKTOP-AB12CD.age", "vault.age"],
  ["OneDrive on Linux", "vault-myhost-safeBackup-0001.age", "vault.age"],
  ["git merge", "vault.age.orig", "vault.age"],
  ["git mergetool", "vault_BACKUP_123.age", "vault.age"],
  ["git mergetool", "vault_LOCAL_123.age", "vault.age"],
  ["git mergetool", "vault_REMOTE_123.age", "vault.age"],
  ["git", "vault.age~HEAD", "vault.age"],
  ["git", "identity.age~feature_x", "identity.age"],
]

describe("a conflict copy", () => {
  for (const [program, name, of] of copies) {
    it(`of ${program} is recognised: ${name}`, () => {
      assert.deepEqual(conflictCopyOf(name), { name, of })
    })
  }

  const others = [
    "vault.age",
    "identity.age",
    "recovery.age",
    "lock",
    "notes.age",
    "vault.txt",
    "my vault (1).age",
    "vault-old.age",
    "vault.age.bak",
    "vault.age~",
    ".vault.age.0123456789abcdef.tmp",
    ".vault (1).age",
    "vault (1).age/../../x",
    "vault.age.unreadable-20260102-030405",
    "vault.sync-conflict-20260102-030405-ABCDEFG.age.unreadable-20260102-030405",
    "",
  ]
  for (const name of others) {
    it(`is not ${JSON.stringify(name)}`, () => {
      assert.equal(conflictCopyOf(name), null)
    })
  }
})

describe("the name of a file that was set aside", () => {
  it("has the time in UTC, and a number where the name is taken", () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
    assert.equal(setAsideName("vault.age", at, 1), "vault.age.unreadable-20260102-030405")
    assert.equal(setAsideName("versions/vault-3.age", at, 2), "versions/vault-3.age.unreadable-20260102-030405-2")
    assert.ok(isSetAside(setAsideName("vault.age", at, 1)) && isSetAside(setAsideName("vault.age", at, 2)))
    for (const name of ["vault.age", "vault.age.unreadable", "../x.unreadable-20260102-030405"]) assert.ok(!isSetAside(name), name)
  })
})

const origins: [name: string, origin: string][] = [
  ["vault.sync-conflict-20261127-101112-ABCDEFG.age", "2026-11-27 10:11, ABCDEFG"],
  ["vault_conflict-20261127-101112.age", "2026-11-27 10:11"],
  ["vault (Anna's conflicted copy 2026-01-02).age", "Anna's conflicted copy 2026-01-02"],
  ["vault_REMOTE_123.age", ""],
]
describe("the origin of a conflict copy", () => {
  for (const [name, origin] of origins) {
    it(`is ${origin === "" ? "not in the name" : "in the name"} of ${name}`, () => {
      assert.equal(originOf(name), origin)
    })
  }
})
