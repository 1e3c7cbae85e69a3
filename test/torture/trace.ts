/** The part `trace`: the order of writes and syncs, the modes of files, and where secrets are written. */
import { statSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { Box, Workshop } from "./box.ts"
import { chooseOperations, NEW, OLD } from "./operations.ts"
import type { Operation } from "./operations.ts"
import type { Part } from "./parts.ts"
import { byProcess, readData, readLog } from "./shim.ts"
import type { Call } from "./shim.ts"
import { secretBytes, secretOf } from "./stock.ts"

/** Whatever the user's umask is. */
const UMASK = "000"

/** Runs every operation once and reads the log of its file calls. */
export const trace: Part = async (shop, report, { base, ops, until, seed }) => {
  for (const operation of chooseOperations(shop, ops)) {
    if (performance.now() > until) return
    const complaints = await traceOne(shop, base, operation)
    report.add(`trace ${operation.name}`, { complaints, at: "the whole run", repeat: `trace --seed ${seed} --ops ${operation.name}` })
  }
}

async function traceOne(shop: Workshop, base: Box, operation: Operation): Promise<readonly string[]> {
  const box = base.copy(shop.newPath(`${operation.name}-trace`))
  await operation.prepare?.(shop, box)
  const [log, data] = [join(box.path, "log"), join(box.path, "data")]
  const there = new Set(box.files())
  const { status, err } = await shop.run(box, operation.args, { input: operation.input, log, data, umask: UMASK })
  if (status !== 0) return [`ended with ${String(status)}: ${err.trim()}`]
  const calls = readLog(log)
  const made = box.files().filter((name) => !there.has(name))
  const complaints = [
    ...byProcess(calls).flatMap((own) => orderComplaints(own, box)),
    ...made.flatMap((name) => modeComplaints(box, name)),
    ...made
      .filter((name) => !calls.some((call) => isCreation(call, join(box.root, name))))
      .map((name) => `no call of the log made ${plain(name)}`),
    ...secretComplaints(box, calls, data, err, chosenSecret(operation)),
  ]
  box.remove()
  return [...new Set(complaints)]
}

function isCreation({ op, path, other, result }: Call, made: string): boolean {
  const name = made.replace(/\/$/, "")
  if (result < 0) return false
  return op === "rename" || op === "link"
    ? other === name || name.startsWith(`${other}/`)
    : (op === "create" || op === "mkdir") && path === name
}

/** A lock needs no sync: after a power failure there is no process that holds it. */
function isLock(path: string): boolean {
  return /^\.?lock/.test(basename(path))
}

/** Before a file gets its name, its last write is synced; after it, its directory is, before the next file gets its own. */
function orderComplaints(calls: readonly Call[], box: Box): readonly string[] {
  const complaints = []
  const done = calls.filter(({ result }) => result >= 0)
  const placings = done.filter(({ op, path }) => (op === "rename" || op === "link") && !isLock(path))
  const synced = (path: string, from: number, to: number): boolean =>
    done.some((call) => call.op === "fsync" && call.path === path && call.before > from && call.after < to)
  for (const [index, { path, other, before, after }] of placings.entries()) {
    const name = plain(other.slice(box.root.length + 1))
    const writes = done.filter((call) => call.op === "write" && call.path === path && call.before < before)
    const lastWrite = writes.at(-1)
    if (lastWrite !== undefined && !synced(path, lastWrite.after, before)) complaints.push(`${name} gets its name before it is synced`)
    const next = placings[index + 1]?.before ?? Infinity
    if (!synced(dirname(other), after, next)) complaints.push(`the directory of ${name} is not synced before the next file gets its name`)
  }
  for (const { path } of done.filter((call) => call.op === "write" && !isLock(call.path))) {
    const lives = !placings.some((placing) => placing.path === path)
    if (lives && !done.some((call) => call.op === "unlink" && call.path === path))
      complaints.push(`${plain(path.slice(box.root.length + 1))} is written under its final name`)
  }
  return complaints
}

function modeComplaints(box: Box, name: string): readonly string[] {
  const mode = statSync(join(box.root, name)).mode & 0o7777
  const wanted = name.endsWith("/") ? 0o700 : 0o600
  return mode === wanted ? [] : [`${plain(name)} has mode 0${mode.toString(8)}`]
}

/**
 * The secrets of the vault in every encoding, the passphrases, and identities; in written bytes and on standard error.
 *
 * @param chosen - What must be found, since the user asked for it.
 */
function secretComplaints(box: Box, calls: readonly Call[], data: string, err: string, chosen: RegExp | null): readonly string[] {
  const needles: (readonly [string, Buffer])[] = [
    ["the passphrase", Buffer.from(OLD)],
    ["the new passphrase", Buffer.from(NEW)],
    ["an identity", Buffer.from("AGE-SECRET-KEY-1")],
  ]
  for (const text of ["Counter", "First", "new", "many 7", "Restored7"]) {
    const base32 = secretOf(text)
    const raw = secretBytes(base32)
    const forms = {
      base32: Buffer.from(base32),
      raw,
      hex: Buffer.from(raw.toString("hex")),
      base64: Buffer.from(raw.toString("base64").slice(0, 26)),
    }
    for (const [form, bytes] of Object.entries(forms)) needles.push([`a secret (${form})`, bytes])
  }
  const paths = new Map(calls.map(({ process, number, path }) => [`${process} ${number}`, plain(path.slice(box.root.length + 1))]))
  const complaints = []
  for (const [what, needle] of needles) {
    if (Buffer.from(err).includes(needle)) complaints.push(`${what} on standard error`)
    for (const { process, number, bytes } of readData(data))
      if (bytes.includes(needle)) complaints.push(`${what} written to ${paths.get(`${process} ${number}`) ?? "?"}`)
  }
  if (chosen === null) return complaints
  const others = complaints.filter((complaint) => !chosen.test(complaint))
  return others.length < complaints.length ? others : ["found no secret in a file that holds one"]
}

/** The secret that an operation writes to a file in plain, as a complaint. */
function chosenSecret({ name, args }: Operation): RegExp | null {
  if (args.includes("--plain")) return /^a secret \(base32\) written to out\//
  return name === "recovery-create" ? /^an identity written to out\// : null
}

function plain(name: string): string {
  return name.replaceAll(/[0-9a-f]{16}|\d+/g, "#")
}
