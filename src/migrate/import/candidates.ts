import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Detection, Handler, OpenContext, SniffedInput } from "../../formats/handler.ts"
import { sniffedLimitError } from "../../formats/limits.ts"
import { detect } from "../../formats/lookup.ts"

export const CANDIDATE_TEXTS = texts({
  several: {
    en: "several plugins say that it is theirs ({ids}): say which with --from",
    ja: "複数のプラグインがこのファイルに対応しています ({ids})。--from で指定してください",
  },
})

/** Who may open an input. `refused`: why nobody could be found who perhaps would. */
export interface Candidates {
  readonly handlers: readonly Handler[]
  readonly refused: AppError | null
}

/**
 * Ours first: where one of them is sure, no plugin is asked, and none sees the input. Else a plugin that is sure beats ours that are not.
 *
 * @throws AppError `interrupted`
 */
export async function candidatesFor(input: SniffedInput, readers: readonly Handler[], context: OpenContext): Promise<Candidates> {
  const ours = detect(readers, input.sniffed)
  const plugins = readers.flatMap((handler) => (handler.plugin === undefined ? [] : [{ handler, plugin: handler.plugin }]))
  const sure = ours.some((handler) => handler.detect(input.sniffed) === "yes")
  if (plugins.length === 0 || sure || input.sniffed.kind === "empty" || sniffedLimitError(input.sniffed) !== null)
    return { handlers: ours, refused: null }
  let refused: AppError | null = null
  const judge = async ({ handler, plugin }: (typeof plugins)[number]): Promise<{ handler: Handler; answer: Detection }> => {
    try {
      return { handler, answer: await plugin.judge(input, context) }
    } catch (error) {
      if (!isAppError(error) || error.code === "interrupted") throw error
      refused ??= error
      return { handler, answer: "no" }
    }
  }
  const answers = await Promise.all(plugins.map(judge))
  const said = (wanted: Detection): Handler[] => answers.filter(({ answer }) => answer === wanted).map(({ handler }) => handler)
  const yes = said("yes")
  if (yes.length > 1) {
    const ids = yes.map(({ id }) => id).join(", ")
    return { handlers: [], refused: new AppError("format-unknown", CANDIDATE_TEXTS.several, { detail: { ids } }) }
  }
  const handlers = yes.length === 1 ? yes : [...ours, ...said("maybe")]
  return { handlers, refused: handlers.length === 0 ? refused : null }
}

/** The questions of one import are asked: what they have started ends. */
export async function restPlugins(handlers: readonly Handler[]): Promise<void> {
  await Promise.all(handlers.flatMap(({ plugin }) => (plugin === undefined ? [] : [plugin.rest()])))
}
