// Writes samples/<format>/ as samples/<format>/make.ts makes it.
// Usage: npx tsx samples/make.ts [FORMAT...]   (default: all formats)
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { SAMPLES } from "../test/formats/samples.ts"
import { MAKERS, filesMadeFor } from "./kit/kit.ts"

const requested = process.argv.slice(2)
const unknown = requested.filter((id) => !MAKERS.includes(id))
if (unknown.length > 0) throw new Error(`no samples/<format>/make.ts for: ${unknown.join(", ")}; there is: ${MAKERS.join(", ")}`)
for (const id of requested.length === 0 ? MAKERS : requested) {
  const files = await filesMadeFor(id)
  mkdirSync(join(SAMPLES, id), { recursive: true })
  for (const [name, content] of files) writeFileSync(join(SAMPLES, id, name), content)
  console.log(`${id}: ${files.size} files`)
}
