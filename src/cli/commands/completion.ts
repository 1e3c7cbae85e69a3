import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import { bashCompletion } from "../completion/bash.ts"
import { fishCompletion } from "../completion/fish.ts"
import { completionModel } from "../completion/model.ts"
import type { CompletionModel } from "../completion/model.ts"
import { zshCompletion } from "../completion/zsh.ts"
import { DONE } from "../exit-codes.ts"

const COMPLETION_TEXTS = texts({
  unknown: { en: "there are scripts for {shells}", ja: "対応しているシェル: {shells}" },
})

const SHELLS: ReadonlyMap<string, (model: CompletionModel) => string> = new Map([
  ["bash", bashCompletion],
  ["zsh", zshCompletion],
  ["fish", fishCompletion],
])

export const run: Run = async (context) => {
  const script = SHELLS.get(context.operands[0] ?? "")
  if (script === undefined) throw new AppError("usage", COMPLETION_TEXTS.unknown, { detail: { shells: [...SHELLS.keys()].join(", ") } })
  await context.ports.stdio.out(script(completionModel(context.commands, await context.formats(), context.lang)))
  return DONE
}
