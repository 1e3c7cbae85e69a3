/** Compares what a command printed after a fault with what is on the disk. */
import type { Ran } from "./box.ts"
import type { Injury } from "./shim.ts"

const REASONS = { EIO: /input or output failed|the disk failed|the disk did not confirm/i, ENOSPC: /no space left/i, EROFS: /read-only/i }
/** Says that the new state may be there: the disk could not be asked. */
const UNCERTAIN = /may have been saved|either the old or the new/i
/** Says that the new state is there although the command failed. */
const IN_FORCE = /in force|(was|were|is|are) saved|(was|were|is) written/i
const UNCHANGED = /nothing was|not changed|unchanged/i

/** @param is - Whether the disk holds the state from before the command, or the one after it; neither where it is in between. */
export function messageComplaints(
  { status, err }: Ran,
  injury: Injury | undefined,
  is: { readonly isOld: boolean; readonly isNew: boolean },
): readonly string[] {
  const complaints = []
  const message = err.trim().replaceAll(/\/\S*keyferry-torture-[^/]*\/\S*?\/u\//g, "")
  if (/\n\s+at |node:internal|TypeError|internal error/.test(err)) complaints.push(`a bug's message: ${message}`)
  if (status === 0) {
    if (!is.isNew) complaints.push(`ended with 0 without the new state: ${message}`)
    return complaints
  }
  if (status !== 1) complaints.push(`status ${String(status)} for a fault: ${message}`)
  if (injury?.errno !== undefined && !REASONS[injury.errno].test(err))
    complaints.push(`does not name the reason ${injury.errno}: ${message}`)
  if (is.isNew && !is.isOld && !IN_FORCE.test(err) && !UNCERTAIN.test(err))
    complaints.push(`reports a failure, but the new state is there: ${message}`)
  if (is.isOld && !is.isNew && IN_FORCE.test(err)) complaints.push(`says that the new state is there, but it is not: ${message}`)
  if (!is.isOld && UNCHANGED.test(err)) complaints.push(`says that nothing was changed, but it was: ${message}`)
  return complaints
}
