import { Passphrase } from "../../src/base/passphrase.ts"
// A program that the tests start: it opens the vault argv[2] and takes ten codes of the account argv[3], one line each: counter and code.
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { openVault } from "../../src/vault/vault.ts"
import { testPorts } from "./support.ts"

const [directory = "", id = ""] = process.argv.slice(2)
const vault = await openVault(testPorts(vaultFiles), directory, Passphrase.of("p"))
for (let i = 0; i < 10; i++) {
  const { counter, code } = await vault.takeCode(id)
  process.stdout.write(`${counter} ${code}\n`)
}
