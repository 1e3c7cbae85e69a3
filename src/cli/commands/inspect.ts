import type { Run } from "../command.ts"
import { readFiles } from "../import/reading.ts"
import { draftsOf, printAccounts, printFiles, viewJson } from "../view.ts"

export const run: Run = async (context) => {
  const { session, status } = await readFiles(context)
  const { files } = session
  const secrets = context.flag("show-secrets")
  if (context.flag("json")) {
    await context.json(viewJson(context, files, secrets))
    return status
  }
  await printFiles(context, files)
  await printAccounts(context, draftsOf(files), secrets)
  return status
}
