import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { forEachConcurrently } from "../../../base/concurrency.ts"
import { AppError } from "../../../base/errors.ts"
import type { Issue } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import type { Gpg, GpgOpened } from "../../../base/ports.ts"
import type { Detection, Handler, Loss, OpenContext, Opened, OpenedAccounts, OpenedNested, SniffedInput } from "../../handler.ts"
import { LIMITS } from "../../limits.ts"
import { BARE_KEEPS, changed, refused } from "../../records/keeps.ts"
import { issueOf, RecordReader } from "../../records/record-reader.ts"
import { decodeText, textOf } from "../../records/text.ts"
import { sniff } from "../../sniff.ts"
import type { Sniffed } from "../../sniffed.ts"
import { NAMELESS, hasCodeLine, keepsGroup, placeOfEntry, readEntry, writeEntries } from "./store-entry.ts"

/**
 * A password store (`pass` with `pass-otp`, `gopass`): one file per entry, each encrypted to an OpenPGP key; or decrypted
 * entries. Any other file that is encrypted to a key is decrypted here too, and its content is opened as a new input.
 */
const TEXTS = texts({
  guide: {
    en: "pass and gopass: take the store's directory itself (~/.password-store); its files are opened by your own gpg, and stay. In pass a new entry shows at once; pass git add and commit as usual",
    ja: "pass・gopass: ストアのディレクトリ（~/.password-store）をそのまま指定します。お使いの gpg で開き、ファイルはそのまま残ります。書き出した項目は pass にすぐ表示されます（git への登録は通常どおり）",
  },
  noGpg: {
    en: "it is encrypted to an OpenPGP key, and gpg is not available to decrypt it",
    ja: "OpenPGP の鍵で暗号化されていますが、開くための gpg が使えません",
  },
  noKey: {
    en: "it is encrypted to an OpenPGP key whose secret part is not on this computer",
    ja: "OpenPGP の鍵で暗号化されていますが、その秘密鍵がこのコンピューターにありません",
  },
  damaged: { en: "the encrypted file is damaged", ja: "暗号化されたファイルが壊れています" },
  wrong: { en: "the passphrase does not open the key", ja: "このパスフレーズでは鍵を開けません" },
  otherKey: {
    en: "it is encrypted to another key with another passphrase: import it again with that passphrase",
    ja: "別の鍵で暗号化されており、パスフレーズが異なります。もう一度インポートしてください",
  },
  hint: { en: "the passphrase of your OpenPGP key, which gpg asks for", ja: "gpg で使う OpenPGP の鍵のパスフレーズ" },
  hotpAlgorithm: {
    en: "pass-otp makes counter-based codes only with SHA1",
    ja: "pass-otp のカウンター式コードは SHA1 のみです",
  },
  hotpNext: {
    en: "pass-otp increments the counter before it makes a code, so one code is skipped",
    ja: "pass-otp はカウンターを進めてからコードを作るため、コードが 1 つ飛びます",
  },
  group: {
    en: "the group becomes a directory with a slightly different name",
    ja: "グループはディレクトリになり、名前の一部が変わります",
  },
  nameless: { en: "an entry must have a name: it will be called {name}", ja: "名前のないアカウントは {name} という名前になります" },
})

/** How many gpg processes run at the same time. */
const AT_ONCE = 2
/** A larger file is not an entry of a store. A single file may be any export, so it may be larger. */
const MAX_ENTRY_BYTES = 1 << 20
/** After this many files that it does not decrypt, a passphrase counts as wrong. */
const MAX_REFUSALS = 4

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (inputs.every(({ sniffed }) => sniffed.kind !== "pgp")) return readTexts(inputs, context)
  const { gpg } = context
  if (gpg === undefined) throw new AppError("format-unsupported", TEXTS.noGpg)
  const store = new Messages(inputs, gpg)
  await store.decrypt(null, context)
  if (!store.asksForPassphrase) return store.opened(context)
  return {
    kind: "locked",
    needs: "passphrase",
    hint: { sentence: TEXTS.hint, detail: {} },
    unlock: async ({ password }, at) => {
      await store.decrypt(password, at)
      return store.opened(at)
    },
  }
}

/** The files of one import, and the result of decrypting each. */
class Messages {
  readonly #inputs: readonly SniffedInput[]
  readonly #gpg: Gpg
  readonly #results: (GpgOpened | undefined)[]

  constructor(inputs: readonly SniffedInput[], gpg: Gpg) {
    this.#inputs = inputs
    this.#gpg = gpg
    this.#results = inputs.map(() => undefined)
  }

  get asksForPassphrase(): boolean {
    return this.#results.some((result) => result?.state === "passphrase")
  }

  /**
   * Decrypt the files that are not decrypted yet. Without a passphrase, stop at the first file that needs one.
   *
   * @throws AppError `password-wrong` where the passphrase decrypts none of them
   */
  async decrypt(passphrase: string | null, { signal, progress }: OpenContext): Promise<void> {
    const left = [...this.#inputs.keys()].filter((at) => !["open", "no-key", "damaged"].includes(this.#results[at]?.state ?? ""))
    let opened = 0
    let refused = 0
    const work = async (at: number): Promise<boolean> => {
      const maxBytes = this.#inputs.length === 1 ? LIMITS.fileBytes : MAX_ENTRY_BYTES
      const result = await this.#gpg.decrypt(this.#inputs[at]?.bytes ?? new Uint8Array(), { passphrase, maxBytes, signal })
      this.#results[at] = result
      if (result.state === "open") opened++
      if (result.state === "passphrase") refused++
      return refused === 0 || (passphrase !== null && (opened > 0 || refused < MAX_REFUSALS))
    }
    await forEachConcurrently(left, AT_ONCE, work, { signal, progress })
    if (passphrase !== null && refused > 0 && opened === 0) throw new AppError("password-wrong", TEXTS.wrong)
  }

  /** @throws AppError where none of the files is decrypted */
  opened(context: OpenContext): OpenedAccounts | OpenedNested {
    const [input, ...others] = this.#inputs
    const [first] = this.#results
    if (input !== undefined && others.length === 0 && first?.state === "open") {
      const inside = findExport(input, first.bytes)
      if (inside !== null) return inside
    }
    if (this.#results.every((result) => result?.state !== "open")) throw toError(first ?? { state: "damaged" }) ?? new TypeError()
    const issues: Issue[] = []
    const drafts: Draft[] = []
    const draftInputs: number[] = []
    let withoutSecret = 0
    for (const [at, result = { state: "passphrase" } as const] of this.#results.entries()) {
      const trouble = toError(result)
      const entry = result.state === "open" ? readDecrypted(this.#inputs[at], result.bytes, context) : null
      if (trouble !== null) {
        const { code, ...issue } = issueOf(1, trouble)
        issues.push({ ...issue, code: result.state === "damaged" ? code : "record-locked", input: at })
      }
      drafts.push(...(entry?.drafts ?? []))
      draftInputs.push(...(entry?.drafts ?? []).map(() => at))
      issues.push(...(entry?.issues ?? []).map((issue) => ({ ...issue, input: at })))
      withoutSecret += entry?.withoutSecret ?? 0
    }
    return { kind: "accounts", drafts, draftInputs, issues, withoutSecret }
  }
}

function toError(result: GpgOpened): AppError | null {
  switch (result.state) {
    case "open":
      return null
    case "passphrase":
      return new AppError("password-wrong", TEXTS.otherKey)
    case "no-key":
      return new AppError("format-unsupported", TEXTS.noKey)
    case "damaged":
      return new AppError("format-damaged", TEXTS.damaged)
  }
}

/** The content of an encrypted file that is an app's export; null where it is an entry of a store. */
function findExport({ name, within }: SniffedInput, bytes: Uint8Array): OpenedNested | null {
  const sniffed = sniff(bytes)
  const isEntry =
    ["text", "base64", "empty", "binary"].includes(sniffed.kind) ||
    (sniffed.kind === "uris" && sniffed.lines === 1) ||
    (sniffed.kind === "csv" && hasCodeLine(sniffed.head))
  if (isEntry) return null
  return { kind: "nested", inputs: [{ name, bytes, ...(within === undefined ? {} : { within }) }], issues: [] }
}

function readDecrypted(input: SniffedInput | undefined, bytes: Uint8Array, context: OpenContext): OpenedAccounts {
  const reader = new RecordReader(context)
  reader.read(1, () => readEntry(decodeText(bytes) ?? "", placeOfEntry(input?.name ?? "", input?.within)))
  return reader.opened()
}

/** Read decrypted entries, one per file. */
function readTexts(inputs: readonly SniffedInput[], context: OpenContext): OpenedAccounts {
  const found = inputs.map(({ name, within, bytes }) => {
    const reader = new RecordReader(context)
    reader.read(1, () => readEntry(textOf(bytes), placeOfEntry(name, within)))
    return reader.opened()
  })
  return {
    kind: "accounts",
    drafts: found.flatMap(({ drafts }) => drafts),
    issues: found.flatMap(({ issues }, input) => issues.map((issue) => ({ ...issue, input }))),
    withoutSecret: found.reduce((sum, { withoutSecret = 0 }) => sum + withoutSecret, 0),
  }
}

/** A decrypted entry is a password, then a URI or a line with one of gopass' keys. A text that begins with a URI, or has several, is a list. */
function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "pgp") return sniffed.symmetric ? "no" : "yes"
  if (sniffed.kind === "text") return sniffed.size <= MAX_ENTRY_BYTES && hasCodeLine(sniffed.head) ? "yes" : "no"
  if (sniffed.kind !== "uris" || sniffed.startsWithUri || sniffed.lines !== 1 || sniffed.marks.length > 0) return "no"
  return sniffed.schemes[0] === "otpauth" && !sniffed.head.trimStart().startsWith("#") ? "yes" : "no"
}

function losses({ kind, algorithm, issuer, name, groups: [group] }: Draft): Loss[] {
  const out: Loss[] = []
  if (kind === "hotp") out.push(algorithm === "SHA1" ? changed(TEXTS.hotpNext) : refused(TEXTS.hotpAlgorithm))
  if (group !== undefined && !keepsGroup(group)) out.push(changed(TEXTS.group))
  if (issuer === "" && name === "") out.push({ grade: "changed", what: { sentence: TEXTS.nameless, detail: { name: NAMELESS } } })
  return out
}

const withName = (draft: Draft): Draft => (draft.issuer === "" && draft.name === "" ? { ...draft, name: NAMELESS } : draft)

export const pass: Handler = {
  id: "pass",
  title: "pass / gopass",
  extensions: ["gpg", "asc", "txt"],
  guide: TEXTS.guide,
  keepFile: "in-use",
  detect,
  groupKey: ({ sniffed }) => (sniffed.kind === "pgp" && !sniffed.symmetric ? "store" : undefined),
  open,
  treeWriter: {
    keysFile: ".gpg-id",
    keeps: { ...BARE_KEEPS, kinds: ["totp", "hotp"], algorithms: RFC_ALGORITHMS, digits: [6, 7, 8], periods: "any", groups: "one" },
    losses,
    tree: (drafts) => writeEntries(drafts.map(withName)),
  },
}
