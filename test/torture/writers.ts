/** The part `writers`: processes that write to one vault at the same time, and are killed. */
import type { Box, Ran, Workshop } from "./box.ts"
import type { Draw } from "./injuries.ts"
import { addCommand, contentOf, must, START_COUNTER } from "./operations.ts"
import type { Part } from "./parts.ts"
import { hotp, secretOf } from "./stock.ts"
import type { Content } from "./stock.ts"

const WRITERS = 4
/** A writer waits for at most three others, each of which takes well below a second. */
const MAX_SECONDS = 8

interface Race {
  readonly shop: Workshop
  readonly box: Box
  readonly draw: Draw
  /** Whether a writer does one thing more after `n`; false when the time is over. */
  readonly goesOn: (n: number) => boolean
}

/** Adds, then codes, then both with killed writers; each takes a third of the time. */
export const writers: Part = async (shop, report, { base, until, draw, seed, trials = Infinity }) => {
  const races = { adds: raceAdds, codes: raceCodes, killed: raceKilled }
  const started = performance.now()
  for (const [index, [name, race]] of Object.entries(races).entries()) {
    const end = started + ((until - started) * (index + 1)) / 3
    const box = base.copy(shop.newPath(name))
    const result = await race({ shop, box, draw, goesOn: (n) => n < trials && performance.now() < end })
    const at = `${WRITERS} writers`
    report.addMany(`writers ${name}`, { ...result, at, repeat: `writers --seed ${seed}` })
    box.remove()
  }
}

interface Result {
  readonly runs: number
  readonly killed: number
  readonly complaints: readonly string[]
}

/** Nothing that was reported as added is missing, and no two saves have the same generation. */
async function raceAdds({ shop, box, goesOn }: Race): Promise<Result> {
  const before = (await contentOf(box)).generation
  const ran = await inParallel(goesOn, async (name) => ({ name, ...(await shop.run(box, addCommand(name), { input: secretOf(name) })) }))
  const after = await contentOf(box)
  const complaints = [...endComplaints(ran), ...missing(ran, after), ...leftovers(box)]
  if (after.generation !== before + ran.length) complaints.push(`${ran.length} adds moved the generation by ${after.generation - before}`)
  return { runs: ran.length, killed: 0, complaints }
}

/** No code is printed twice, and the counter counts them. */
async function raceCodes({ shop, box, goesOn }: Race): Promise<Result> {
  const ran = await inParallel(goesOn, () => shop.run(box, ["code", "Counter"]))
  const counter = await counterOf(box)
  const complaints = [...endComplaints(ran), ...repeatedCodes(ran, counter), ...leftovers(box)]
  if (counter !== START_COUNTER + ran.length) complaints.push(`${ran.length} codes moved the counter by ${counter - START_COUNTER}`)
  return { runs: ran.length, killed: 0, complaints }
}

/** Half of the writers are killed. What was reported as done is done, and the lock of a killed one stops nobody. */
async function raceKilled({ shop, box, draw, goesOn }: Race): Promise<Result> {
  const ran = await inParallel(goesOn, async (name) => {
    const killAfterMs = draw(2) === 0 ? 150 + draw(650) : undefined
    const isCode = draw(2) === 0
    const args = isCode ? ["code", "Counter"] : addCommand(name)
    return { name: isCode ? null : name, ...(await shop.run(box, args, { input: secretOf(name), killAfterMs })) }
  })
  // Clears what the last killed ones left.
  await must(shop, box, addCommand("Last"), secretOf("last"))
  const codes = ran.filter(({ name }) => name === null)
  const complaints = [
    ...endComplaints(ran),
    ...missing(ran, await contentOf(box)),
    ...repeatedCodes(codes, await counterOf(box)),
    ...leftovers(box),
  ]
  return { runs: ran.length, killed: ran.filter(({ status }) => status === null).length, complaints }
}

/** Each writer calls `work` with names of its own until the time is over. */
async function inParallel<T>(goesOn: (n: number) => boolean, work: (name: string) => Promise<T>): Promise<readonly T[]> {
  const write = async (writer: number): Promise<T[]> => {
    const results = []
    for (let n = 0; goesOn(n); n++) results.push(await work(`W${writer}-${n}`))
    return results
  }
  return (await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))).flat()
}

function endComplaints(ran: readonly Ran[]): readonly string[] {
  return ran.flatMap(({ status, err, seconds }) => [
    ...(status === 0 || status === null ? [] : [`a writer ended with ${status}: ${err.trim()}`]),
    ...(seconds > MAX_SECONDS ? [`a writer took more than ${MAX_SECONDS} s`] : []),
  ])
}

function missing(ran: readonly (Ran & { readonly name: string | null })[], content: Content): readonly string[] {
  const there = new Set(content.accounts.map(({ issuer }) => issuer))
  return ran
    .filter(({ name, status }) => status === 0 && name !== null && !there.has(name))
    .map(() => "an account that was added is missing")
}

function repeatedCodes(ran: readonly Ran[], counter: number): readonly string[] {
  const codes = ran.map(({ out }) => out.trim()).filter((code) => code !== "")
  const saved = Array.from({ length: counter - START_COUNTER }, (_, n) => hotp(secretOf("Counter"), START_COUNTER + n))
  const complaints = []
  // Two counters may have the same code: each printed code needs a counter of its own.
  for (const code of codes) {
    const at = saved.indexOf(code)
    if (at < 0) complaints.push("a code was printed twice, or its counter was not saved")
    else saved.splice(at, 1)
  }
  return complaints
}

function leftovers(box: Box): readonly string[] {
  const left = box.files().filter((name) => /\.tmp$|(^|\/)\.?lock/.test(name))
  return left.map((name) => `left: ${name.replaceAll(/[0-9a-f]{16}/g, "#")}`)
}

async function counterOf(box: Box): Promise<number> {
  const { accounts } = await contentOf(box)
  return accounts.find(({ issuer }) => issuer === "Counter")?.counter ?? 0
}
