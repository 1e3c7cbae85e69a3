import { checkAborted } from "./errors.ts"
import type { Task } from "./ports.ts"

/**
 * Do one thing after the other for every item, but up to `most` at the same time; tells how far it is.
 *
 * @param work - Gives false where no further item is to be begun; those that run come to their end.
 * @throws AppError `interrupted`, and what `work` throws, once nothing runs any more
 */
export async function forEachConcurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<boolean>,
  task: Task,
): Promise<void> {
  let next = 0
  let done = 0
  let goOn = true
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined && goOn; item = items[next++]) {
      try {
        checkAborted(task.signal)
        if (!(await work(item))) goOn = false
      } catch (error) {
        goOn = false
        throw error
      }
      task.progress?.(++done, items.length)
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, lane))
  for (const one of ended) if (one.status === "rejected") throw one.reason
}
