import assert from "node:assert/strict"
import { readFileSync, renameSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Home } from "./home.ts"
import type { Pane } from "./pane.ts"
import { SAMPLES } from "./programs.ts"
import { createVault, unlock } from "./screens.ts"

/** Three links, and samples in the order in which the picker shows them. */
const LINKS = [
  "otpauth://totp/Harbour:ada?secret=JBSWY3DPEHPK3PXP&issuer=Harbour",
  "otpauth://totp/Lighthouse:ada?secret=KRSXG5DPNZSWG33OMRSA&issuer=Lighthouse&algorithm=SHA256&digits=8",
  "otpauth://hotp/Quay:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Quay&counter=7",
] as const
const FILES = ["aegis/encrypted.json", "qr-image/one.png", "proton/plain.json"] as const
const FILE_PASSWORD = "correct horse"
const EXPORT_PASSWORD = "another horse, another staple"

export function takeFiles(home: Home): void {
  home.take(...FILES)
}

/** A first evening with the program, from an empty machine to `q`: what people do, in one go. */
export async function playSession(pane: Pane, home: Home): Promise<void> {
  await createVault(pane)
  await pasteThree(pane)
  const count = 3 + (await importFiles(pane))
  await copyCode(pane)
  const file = await exportAll(pane, home, count)
  await pane.press("L", /The vault is locked/)
  assert.doesNotMatch(pane.screen(), /Harbour/, "nothing is seen of a locked vault")
  await unlock(pane)
  await importBack(pane, file, count)
  pane.keys("q")
}

/** One account by `a` and a paste, the others by one paste of several lines. */
async function pasteThree(pane: Pane): Promise<void> {
  await pane.press("a", /link may be pasted/)
  pane.paste(LINKS[0])
  await pane.until(/Harbour[^]*Code now: /)
  pane.keys("Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
  await pane.press("Enter", /1 account /)
  pane.paste(`${LINKS[1]}\n${LINKS[2]}\n`)
  await pane.until(/New \(2/)
  await pane.press("Enter", /2 records:\s+2 new/)
  await pane.press("Enter", /3 accounts /)
}

/** All files at once through the picker. @returns How many accounts were new. */
async function importFiles(pane: Pane): Promise<number> {
  await toFilePicker(pane)
  for (const marked of FILES.keys()) await pane.press("Space", new RegExp(`${marked + 1} marked`))
  await pane.press("Enter", /encrypted\.json \(Aegis\) is locked/)
  pane.line("not the password")
  await pane.until(/wrong|not the|does not/i)
  await pane.press("C-u", /Password/)
  pane.line(FILE_PASSWORD)
  await pane.until(/what would be done/)
  const shown = await pane.press("Enter", /records:[^]*Delete the files\?/)
  const { read, of } = numbers(shown)
  const inFiles = FILES.map(expectedAccounts).reduce((sum, each) => sum + each)
  assert.deepEqual([read, Object.values(of).reduce((sum, each) => sum + each)], [inFiles, inFiles], "the numbers add up")
  await pane.press("n", /Keep the phone/)
  await pane.press("Enter", new RegExp(`${3 + of.new} accounts `))
  return of.new
}

async function copyCode(pane: Pane): Promise<void> {
  await pane.press("/", /Enter keep/)
  pane.line("harbour")
  const codes = [codeOf(await pane.until(/1 of \d+/))]
  codes.push(codeOf(await pane.press("Enter", /clipboard/)))
  await pane.until(/^\d{6}$/, () => pane.clipboard())
  assert.ok(codes.includes(pane.clipboard()), "the code that was shown is in the clipboard")
  await pane.press("Escape", /Lighthouse/)
}

const codeOf = (screen: string): string => {
  const [, first = "", last = ""] = /Harbour: ada\s+(\d{3}) (\d{3})/.exec(screen) ?? []
  return first + last
}

/** @returns The name of the file. */
async function exportAll(pane: Pane, home: Home, count: number): Promise<string> {
  await pane.press("m", /2\s+Export to a file/)
  await pane.press("2", /which accounts/)
  await pane.press("a", new RegExp(`${count} of ${count} ticked`))
  await pane.press("Enter", /which format/)
  await pane.press("Enter", /Protect/i)
  await pane.press("Enter", /Once more/)
  pane.line(EXPORT_PASSWORD)
  pane.line(EXPORT_PASSWORD)
  await pane.press("Space", /\[x\]/)
  pane.keys("Tab")
  await pane.press("Enter", /Where to save it/)
  const shown = await pane.press("Enter", /accounts written to[^]*Enter goes to the accounts/)
  assert.match(shown, new RegExp(`${count} accounts written to`))
  const name = /~\/(\S+)/.exec(shown)?.[1] ?? assert.fail("the file is named")
  // What is written lies at home unless another place is named; what is read is looked for where the program was started.
  renameSync(join(home.path, name), join(home.work, name))
  assert.equal(statSync(join(home.work, name)).mode & 0o777, 0o600)
  const file = JSON.parse(home.read(name)) as Record<string, unknown>
  assert.deepEqual([file["format"], file["encryption"], file["accounts"]], ["keyferry", "age-scrypt", undefined])
  await pane.press("Enter", /order: /)
  return name
}

async function importBack(pane: Pane, file: string, count: number): Promise<void> {
  await toFilePicker(pane)
  await pane.press("/", /Enter keep/)
  await pane.press(["k", "e", "y", "f", "Enter"], new RegExp(`> \\[ \\] ${file}`))
  await pane.press("Enter", /is locked/)
  pane.line(EXPORT_PASSWORD)
  await pane.until(/what would be done/)
  const { read, of } = numbers(await pane.press("Enter", /records:[^]*Delete the file\?/))
  assert.deepEqual([read, of], [count, { new: 0, present: count, renamed: 0, repeated: 0, left: 0 }])
  await pane.press("n", /Keep the phone/)
  await pane.press("Enter", new RegExp(`${count} accounts `))
}

async function toFilePicker(pane: Pane): Promise<void> {
  await pane.press("m", /3\s+Import/)
  await pane.press("3", /where from/)
  await pane.press("2", /3 entries|4 entries/)
}

/** The numbers of an import's result. */
function numbers(screen: string) {
  const number = (words: RegExp): number => Number(new RegExp(`(\\d+) ${words.source}`, "m").exec(screen)?.[1] ?? 0)
  return {
    read: number(/records:/),
    of: {
      new: number(/new$/),
      present: number(/already there$/),
      renamed: number(/already there under another name$/),
      repeated: number(/repeated in what was read$/),
      left: number(/left out or not readable$/),
    },
  }
}

function expectedAccounts(sample: string): number {
  const [folder = "", name = ""] = sample.split("/")
  const all = JSON.parse(readFileSync(join(SAMPLES, folder, "expected.json"), "utf8")) as { files: string[]; accounts?: unknown[] }[]
  return (
    all.find(({ files }) => files.length === 1 && files[0] === name)?.accounts?.length ?? assert.fail(`nothing is expected of ${sample}`)
  )
}
