// A program of its own for the tests: opens the vault argv[2] and saves ten accounts, named after argv[3], one at a time.
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { openVault } from "../../src/vault/vault.ts"
import { account, testPorts } from "./support.ts"

const [directory = "", who = ""] = process.argv.slice(2)
const vault = await openVault(testPorts(vaultFiles), directory, "p")
for (let i = 0; i < 10; i++) await vault.save([...vault.accounts, account(`${who}${i}`)])
