import assert from "node:assert/strict"
import { it } from "node:test"
import { emptyContent, encodeContent } from "../../src/vault/codec.ts"
import { Machine } from "../cli/machine.ts"
import { signerWith } from "../../src/vault/mac.ts"
import { NOW, account } from "../vault/support.ts"

it("the JSON that age -d prints of a vault is recognised, and accounts in its trash come unticked", async () => {
  const machine = await new Machine().withVault()
  const content = { ...emptyContent(), generation: 3, accounts: [account("a"), account("b", { trashedAt: NOW })] }
  machine.put("vault.json", await encodeContent(content, [signerWith(new Uint8Array(32))]))
  const inspected = (await machine.run("inspect", "vault.json", "--json")).json()
  assert.deepEqual(inspected["files"], [{ file: "vault.json", format: "keyferry-json", protected: false }])
  const { status, json } = await machine.run("import", "vault.json", "--json")
  assert.equal(status, 0)
  assert.deepEqual([json()["new"], json()["skipped"]], [1, 1])
})
