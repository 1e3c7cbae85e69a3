/** The commands that are tortured: how each is prepared and called, and what the disk may hold afterwards. */
import { createHash } from "node:crypto"
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Box } from "./box.ts"
import type { Ran, Workshop } from "./box.ts"
import { hotp, labelsOf, makeBackup, makeVault, openContent, openWithIdentity, openWithPassphrase, record, secretOf } from "./stock.ts"
import type { Content } from "./stock.ts"

export const OLD = "violet tern sways quietly over Osaka"
export const NEW = "amber heron counts slow rain at dusk"
const OTHER = "nine copper bells behind the harbour"
/** The counter of the account "Counter" at the beginning. */
export const START_COUNTER = 5
const RESTORED = 40
const UNOPENED = "the recorded key does not open the vault"
const KEY_FILE = "out/key.txt"
const OTHER_KEY_FILE = "out/other-key.txt"
const CONFLICT = "vault.sync-conflict-20260102-030405-ABCDEFG.age"

/** What the disk holds, by part: a text that is the same for the same content. */
export type State = Readonly<Record<string, string>>

export interface Operation {
  readonly name: string
  readonly args: readonly string[]
  readonly input?: string
  /** Brings a copy of the base to where the command starts. */
  readonly prepare?: (shop: Workshop, box: Box) => Promise<void>
  /** The file below `out/` that the command writes. */
  readonly writes?: "b.age" | "e.json"
  /** What is run after a kill: another writer, or the same command once more. */
  readonly next: "add" | "again"
  /** The same command with another file, for one that replaces none. */
  readonly again?: readonly string[]
  /** Whether a state that is neither the old nor the new one is right after an interruption. */
  readonly isBetween?: (state: State) => boolean
  /** Complaints about what was printed, given the state of the disk. */
  readonly checkOutput?: (ran: Ran, isNew: boolean) => readonly string[]
}

/** A box with a vault of eleven versions, and the files that commands read. */
export async function makeBase(shop: Workshop): Promise<Box> {
  const shared = {
    "pass-old": `${OLD}\n`,
    "pass-new": `${NEW}\n`,
    "pass-other": `${OTHER}\n`,
    "many.txt": Array.from({ length: 200 }, (_, n) => `otpauth://totp/Many${n}:u?secret=${secretOf(`many ${n}`)}&issuer=Many${n}\n`).join(
      "",
    ),
    "restored.age": await makeBackup(
      OTHER,
      Array.from({ length: RESTORED }, (_, n) => record(`Restored${n}`)),
    ),
  }
  for (const [name, content] of Object.entries(shared)) shop.write(name, content)
  const box = new Box(shop.newPath("base"))
  for (const directory of [box.home, box.out]) mkdirSync(directory, { recursive: true, mode: 0o700 })
  const counter = record("Counter", { kind: "hotp", counter: START_COUNTER })
  await makeVault(box.vault, OLD, [record("First"), counter, record("Second")])
  for (let n = 0; n < 11; n++) await must(shop, box, addCommand(`Old${n}`), secretOf(`old ${n}`))
  return box
}

export function addCommand(issuer: string): readonly string[] {
  return ["add", "--issuer", issuer, "--secret-file", "-"]
}

/** Run a command that must succeed. */
export async function must(shop: Workshop, box: Box, args: readonly string[], input?: string): Promise<Ran> {
  const ran = await shop.run(box, args, { input })
  if (ran.status !== 0) throw new Error(`keyferry ${args.join(" ")} ended with ${String(ran.status)}: ${ran.err}`)
  return ran
}

const BACKUP = (shop: Workshop): readonly string[] => ["--backup-passphrase-file", shop.shared("pass-other")]

async function withoutVault(_shop: Workshop, box: Box): Promise<void> {
  rmSync(box.vault, { recursive: true })
  await Promise.resolve()
}

/** The next opening makes `recovery.age` anew where it is not that of the record. */
function isKeyUnfinished(state: State): boolean {
  return state["recovery"] === UNOPENED
}

/** A copy of the vault that another computer has changed, put beside it by a sync. */
async function withConflict(shop: Workshop, box: Box): Promise<void> {
  const other = box.copy(shop.newPath("other"))
  await must(shop, other, addCommand("Theirs"), secretOf("theirs"))
  await must(shop, box, addCommand("Ours"), secretOf("ours"))
  copyFileSync(join(other.vault, "vault.age"), join(box.vault, CONFLICT))
  other.remove()
}

/** After an interruption there may be no vault, or one that every command names incomplete; never an empty one that was not asked for. */
function isIncomplete(state: State): boolean {
  return state["accounts"] === "missing"
}

function operations(shop: Workshop): readonly Operation[] {
  const restore = ["restore", shop.shared("restored.age"), ...BACKUP(shop)]
  const backup = ["backup", "--out", "out/b.age", ...BACKUP(shop)]
  const createKey = ["recovery", "create", "--out"]
  const plain = ["export", "--to", "keyferry-json", "--out", "out/e.json"]
  const exporting = [...plain, "--password-file", shop.shared("pass-other")]
  return [
    { name: "add", args: addCommand("New"), input: secretOf("new"), next: "add" },
    { name: "import", args: ["import", shop.shared("many.txt")], next: "add" },
    { name: "hotp", args: ["code", "Counter"], next: "add", checkOutput: checkCode },
    { name: "restore", args: restore, next: "add" },
    { name: "restore-new", args: restore, prepare: withoutVault, next: "again", isBetween: isIncomplete },
    { name: "init", args: ["init"], prepare: withoutVault, next: "again", isBetween: isIncomplete },
    { name: "passwd", args: ["passwd", "--new-passphrase-file", shop.shared("pass-new")], next: "add" },
    { name: "edit", args: ["edit", "Second", "--note", "changed"], next: "add" },
    { name: "versions-restore", args: ["versions", "restore", "4"], next: "add" },
    { name: "merge", args: ["merge", `v/${CONFLICT}`], prepare: withConflict, next: "add" },
    {
      name: "recovery-create",
      args: [...createKey, KEY_FILE],
      again: [...createKey, OTHER_KEY_FILE, "--force"],
      next: "again",
      isBetween: isKeyUnfinished,
    },
    {
      ...{ name: "recovery-remove", args: ["recovery", "remove"], next: "add", isBetween: isKeyUnfinished },
      prepare: async (_shop, box) => {
        await must(shop, box, [...createKey, KEY_FILE])
      },
    },
    { name: "backup", args: backup, writes: "b.age", next: "again" },
    {
      ...{ name: "backup-force", args: [...backup, "--force"], writes: "b.age", next: "again" },
      prepare: async (_shop, box) => {
        copyFileSync(shop.shared("restored.age"), join(box.out, "b.age"))
        await Promise.resolve()
      },
    },
    { name: "export-plain", args: [...plain, "--plain"], writes: "e.json", next: "again" },
    { name: "export", args: exporting, writes: "e.json", next: "again" },
    {
      ...{ name: "export-force", args: [...exporting, "--force"], writes: "e.json", next: "again" },
      prepare: async (_shop, box) => {
        writeFileSync(join(box.out, "e.json"), "what was there\n")
        await Promise.resolve()
      },
    },
  ]
}

/** The operations with these names; all for none. @throws Error where a name is unknown */
export function chooseOperations(shop: Workshop, names: readonly string[]): readonly Operation[] {
  const all = operations(shop)
  const unknown = names.find((name) => !all.some((operation) => operation.name === name))
  if (unknown !== undefined) throw new Error(`no operation ${unknown}; there are ${all.map(({ name }) => name).join(", ")}`)
  return all.filter(({ name }) => names.length === 0 || names.includes(name))
}

/** @returns Complaints: a code is printed exactly when its counter was saved. */
function checkCode({ status, out }: Ran, isNew: boolean): readonly string[] {
  const code = hotp(secretOf("Counter"), START_COUNTER)
  const printed = out.trim()
  return [
    ...(printed !== "" && printed !== code ? ["printed a wrong code"] : []),
    ...(printed !== "" && !isNew ? ["printed a code whose counter was not saved"] : []),
    ...(printed === "" && isNew && status === 0 ? ["moved the counter without printing the code"] : []),
  ]
}

/** What the disk holds, opened by stock age. */
export async function observe(box: Box, { writes }: Pick<Operation, "writes">): Promise<State> {
  const vault = await describeVault(box)
  return writes === undefined ? vault : { ...vault, out: await describeOutput(join(box.out, writes)) }
}

/** The passphrases that open `identity.age`, and the file beside the box's root to which its identity is written for stock age. */
export async function openIdentity(box: Box): Promise<{ readonly passphrases: readonly string[]; readonly file: string }> {
  const file = join(box.path, "identity")
  const path = join(box.vault, "identity.age")
  const passphrases = []
  for (const passphrase of existsSync(path) ? [OLD, NEW] : []) {
    const identity = await openWithPassphrase(readFileSync(path), passphrase)
    if (identity === null) continue
    passphrases.push(passphrase)
    writeFileSync(file, identity, { mode: 0o600 })
  }
  return { passphrases, file }
}

async function describeVault(box: Box): Promise<State> {
  if (!existsSync(join(box.vault, "vault.age"))) return { accounts: "missing" }
  const { passphrases, file } = await openIdentity(box)
  if (passphrases.length !== 1) return { accounts: `${passphrases.length} of the passphrases open identity.age` }
  const content = await openContent(join(box.vault, "vault.age"), file)
  if (content === null) return { accounts: "stock age does not open vault.age" }
  return {
    passphrase: passphrases[0] === OLD ? "old" : "new",
    accounts: labelsOf(content.accounts).join("\n"),
    recovery: (content.recovery ?? null) === null ? "none" : await describeRecovery(box, file),
  }
}

/** Whether a recovery key that was handed over opens the vault's identity. */
async function describeRecovery(box: Box, identityFile: string): Promise<string> {
  const identity = readFileSync(identityFile, "utf8").trim()
  const opened = await Promise.all(
    [KEY_FILE, OTHER_KEY_FILE].map((file) => openWithIdentity(join(box.vault, "recovery.age"), join(box.root, file))),
  )
  return opened.some((text) => text?.trim() === identity) ? "the key opens the vault" : UNOPENED
}

/** Missing, or what is in the file: the accounts of a backup or an export; of anything else its digest. */
async function describeOutput(path: string): Promise<string> {
  if (!existsSync(path)) return "missing"
  const bytes = readFileSync(path)
  const text = path.endsWith(".json") ? await openExport(bytes.toString()) : await openWithPassphrase(bytes, OTHER)
  if (text !== null) return labelsOf((JSON.parse(text) as Pick<Content, "accounts">).accounts).join("\n")
  return `${bytes.length} bytes that do not open, SHA-256 ${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}`
}

/** The JSON with the accounts of keyferry's own export; null for anything else. */
async function openExport(text: string): Promise<string | null> {
  try {
    const { payload } = JSON.parse(text) as { payload?: string }
    return payload === undefined ? text : await openWithPassphrase(payload, OTHER)
  } catch {
    return null
  }
}

/** The content of a box's vault, opened by stock age. @throws Error where it does not open */
export async function contentOf(box: Box): Promise<Content> {
  const content = await openContent(join(box.vault, "vault.age"), (await openIdentity(box)).file)
  if (content === null) throw new Error("stock age does not open vault.age")
  return content
}
