import { checkAborted } from "./errors.ts"
import type { Task } from "./ports.ts"

/**
 * Run `work` for every item in order, up to `limit` at the same time, and report the progress.
 *
 * @param work - Resolves to false to start no further items; those already started are finished.
 * @throws AppError `interrupted`, or the first error of `work`, after all started items have ended
 */
export async function forEachConcurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<boolean>,
  task: Task,
): Promise<void> {
  let next = 0
  let done = 0
  let stopped = false
  const runLane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined && !stopped; item = items[next++]) {
      try {
        checkAborted(task.signal)
        if (!(await work(item))) stopped = true
      } catch (error) {
        stopped = true
        throw error
      }
      task.progress?.(++done, items.length)
    }
  }
  const results = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, runLane))
  for (const result of results) if (result.status === "rejected") throw result.reason
}
