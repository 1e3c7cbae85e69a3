import { Passphrase } from "../../src/base/passphrase.ts"
// A program that the tests start: it opens the vault argv[2] and saves ten accounts one at a time. Their ids start with argv[3].
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { openVault } from "../../src/vault/vault.ts"
import { account, testPorts } from "./support.ts"

const [directory = "", prefix = ""] = process.argv.slice(2)
const vault = await openVault(testPorts(vaultFiles), directory, Passphrase.of("p"))
for (let i = 0; i < 10; i++) await vault.save([...vault.accounts, account(`${prefix}${i}`)])
