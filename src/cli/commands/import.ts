import { importRead } from "../import/importing.ts"
import type { Run } from "../command.ts"
import { readFiles } from "../import/reading.ts"

export const run: Run = async (context) => {
  const { reading, status } = await readFiles(context)
  return await importRead(context, reading, status)
}
