// A program that the tests start with a link() that fails: it writes argv[2]/file, tries to write it again, and takes a lock twice.
import { isAppError } from "../../src/base/errors.ts"
import { writeNew } from "../../src/platform/files/files.ts"
import { acquireLock } from "../../src/platform/files/vault-lock.ts"

const [directory = ""] = process.argv.slice(2)
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (e: unknown) => (isAppError(e) ? e.code : String(e)),
  )
await writeNew(`${directory}/file`, new TextEncoder().encode("whole"), { overwrite: false })
const again = await codeOf(writeNew(`${directory}/file`, new Uint8Array(1), { overwrite: false }))
const lock = await acquireLock(`${directory}/lock`)
const second = await codeOf(acquireLock(`${directory}/lock`, { wait: 50 }))
await lock.verify()
await lock.release()
console.log(again, second)
