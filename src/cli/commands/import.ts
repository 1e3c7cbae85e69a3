import type { Run } from "../command.ts"
import { importRead } from "../import/importing.ts"
import { readFiles } from "../import/reading.ts"

export const run: Run = async (context) => {
  const { session, status } = await readFiles(context)
  return await importRead(context, session, status)
}
