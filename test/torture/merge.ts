/** The part `merge`: two copies of a vault that are changed by two writers each, and merged in both directions now and then. */
import { copyFileSync } from "node:fs"
import { join } from "node:path"
import type { Box, Workshop } from "./box.ts"
import type { Draw } from "./injuries.ts"
import { addCommand, contentOf } from "./operations.ts"
import type { Part } from "./parts.ts"
import { labelsOf, secretOf } from "./stock.ts"
import type { Content } from "./stock.ts"

const COPIES = 2
const WRITERS = 4
/** One change in so many is followed by a merge. */
const MERGE_EVERY = 8

/** What the writers know that the vaults must hold at the end. */
interface Expected {
  readonly added: Set<string>
  /** By account: the last note that its only writer set. */
  readonly notes: Map<string, string>
  readonly complaints: string[]
  runs: number
}

/** Every writer adds accounts and edits the note of one that only it edits; both copies end with all of it. */
export const mergeCopies: Part = async (shop, report, { base, draw, until, seed, trials = Infinity }) => {
  const boxes = Array.from({ length: COPIES }, (_, n) => base.copy(shop.newPath(`copy-${n}`)))
  const expected: Expected = { added: new Set(), notes: new Map(), complaints: [], runs: 0 }
  const goesOn = (n: number): boolean => n < trials && performance.now() < until
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(shop, boxes, writer, { draw, expected, goesOn })))
  // Both ways, and once more: the second merge changes nothing.
  for (const [from, into] of [
    [0, 1],
    [1, 0],
    [0, 1],
  ] as const)
    await merge(shop, boxes, from, into, expected)
  const contents = await Promise.all(boxes.map(contentOf))
  const complaints = [...expected.complaints, ...contents.flatMap((content) => missing(content, expected))]
  const [one, other] = contents.map(({ accounts }) => labelsOf(accounts).join("\n"))
  if (one !== other) complaints.push("the copies differ after they were merged both ways")
  report.addMany("merge copies", {
    runs: expected.runs,
    killed: 0,
    complaints,
    at: `${WRITERS} writers, ${COPIES} copies`,
    repeat: `merge --seed ${seed}`,
  })
  for (const box of boxes) box.remove()
}

interface Writing {
  readonly draw: Draw
  readonly expected: Expected
  readonly goesOn: (n: number) => boolean
}

async function write(shop: Workshop, boxes: readonly Box[], writer: number, { draw, expected, goesOn }: Writing): Promise<void> {
  const copy = writer % COPIES
  const box = boxes[copy]!
  const edited = `Old${writer}`
  for (let n = 0; goesOn(n); n++) {
    const name = `W${writer}-${n}`
    const isEdit = draw(2) === 0
    const args = isEdit ? ["edit", edited, "--note", name] : addCommand(name)
    const { status, err } = await shop.run(box, args, { input: secretOf(name) })
    expected.runs++
    if (status !== 0) expected.complaints.push(`a writer ended with ${String(status)}: ${err.trim()}`)
    else if (isEdit) expected.notes.set(edited, name)
    else expected.added.add(name)
    if (draw(MERGE_EVERY) === 0) await merge(shop, boxes, (copy + 1) % COPIES, copy, expected)
  }
}

/** Merge what one copy holds now into another. */
async function merge(shop: Workshop, boxes: readonly Box[], from: number, into: number, expected: Expected): Promise<void> {
  const file = shop.newPath("vault.age")
  copyFileSync(join(boxes[from]!.vault, "vault.age"), file)
  const { status, err } = await shop.run(boxes[into]!, ["merge", file])
  expected.runs++
  if (status !== 0) expected.complaints.push(`merge ended with ${String(status)}: ${err.trim().replace(file, "FILE")}`)
}

function missing({ accounts }: Content, { added, notes }: Expected): readonly string[] {
  const there = new Set(accounts.filter(({ trashedAt }) => (trashedAt ?? null) === null).map(({ issuer }) => issuer))
  const lost = [...added].filter((issuer) => !there.has(issuer)).map(() => "an account that was added is missing")
  const other = [...notes].filter(([issuer, note]) => !accounts.some((account) => account.issuer === issuer && account.note === note))
  return [...lost, ...other.map(() => "the last note that was set is missing")]
}
