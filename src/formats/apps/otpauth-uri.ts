import type { Draft } from "../../accounts/account.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { formatOtpUri, parseOtpUri, parseUriParts } from "../../accounts/uri.ts"
import type { Detection, Handler, Input, Loss, OpenContext, Opened, OpenedNested, SniffedInput } from "../handler.ts"
import type { Sniffed } from "../sniffed.ts"
import { checkRecords } from "../limits.ts"
import { ALL_CODES, BARE_KEEPS } from "../records/keeps.ts"
import { MigrationParts, parseMigrationUri } from "../records/google-migration.ts"
import { RecordReader, issueOf } from "../records/record-reader.ts"
import { encodeUtf8, textOf } from "../records/text.ts"
import { uriLines } from "../records/uri-lines.ts"
import type { UriLine } from "../records/uri-lines.ts"

const TEXTS = texts({
  guide: {
    en: "Many apps can write a list of otpauth:// addresses, one a line (Aegis: Export › Text file)",
    ja: "多くのアプリが otpauth:// の URI を 1 行ずつ書き出せます (Aegis: エクスポート › テキストファイル)",
  },
  notUri: { en: "this line is not the address of an account", ja: "アカウントの URI ではない行です" },
  transferPart: {
    en: "this line is a part of a keyferry transfer: open its parts by themselves",
    ja: "keyferry の引き継ぎコードです。引き継ぎとして別に開いてください",
  },
  motpPin: { en: "the PIN has no place in a motp: address", ja: "motp: の URI に PIN は含められません" },
  kind: { en: "other apps would take it for a Steam account", ja: "他のアプリでは Steam のアカウントとして扱われます" },
  label: { en: "issuer and name do not survive letter by letter", ja: "発行者または名前が完全には保たれません" },
})

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind !== "uris") return "no"
  const accounts = sniffed.schemes.filter((scheme) => scheme !== "keyferry")
  if (accounts.length === 0 || (sniffed.schemes.length === 1 && accounts[0] === "otpauth-migration")) return "no"
  // Another handler may know the dialect better; so may the one of `pass`, whose files begin with a password.
  return sniffed.marks.length > 0 || (!sniffed.startsWithUri && sniffed.lines === 1) ? "maybe" : "yes"
}

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (input?.sniffed.kind === "uris" && input.sniffed.schemes.includes("keyferry")) return withoutParts(input)
  const reader = new RecordReader(context)
  const parts = new MigrationParts()
  const lines: UriLine[] = []
  let count = 0
  for (const line of uriLines(textOf(input?.bytes ?? new Uint8Array()))) {
    checkRecords(++count)
    if (line.scheme !== "otpauth-migration") {
      lines.push(line)
      continue
    }
    try {
      parts.add(line.at, await parseMigrationUri(line.text))
    } catch (e) {
      if (!isAppError(e)) throw e
      reader.issue(issueOf(line.at, e))
    }
  }
  const exports = [...(await parts.exports())]
  const readExportsBefore = (at: number): void => {
    while ((exports[0]?.at ?? Infinity) < at) exports.shift()?.read(reader)
  }
  for (const { at, scheme, text } of lines) {
    readExportsBefore(at)
    reader.read(at, () => readLine(scheme, text))
  }
  readExportsBefore(Infinity)
  return reader.opened(parts.notices())
}

/** Parts of a transfer among other lines are opened as what they are; blank lines stand in their place, so that the others keep their numbers. */
function withoutParts({ name, bytes }: SniffedInput): OpenedNested {
  const lines = textOf(bytes).split(/\r\n|[\r\n]/)
  const isPart = lines.map((line) => [...uriLines(line)].some(({ scheme }) => scheme === "keyferry"))
  const inputOf = (parts: boolean): Input => ({
    name,
    bytes: encodeUtf8(lines.map((line, at) => (isPart[at] === parts ? line : "")).join("\n")),
  })
  return { kind: "nested", inputs: [inputOf(false), inputOf(true)], issues: [] }
}

function readLine(scheme: UriLine["scheme"], text: string): Draft {
  if (scheme === null) throw new AppError("format-damaged", TEXTS.notUri)
  if (scheme === "keyferry") throw new AppError("format-unsupported", TEXTS.transferPart)
  const draft = parseOtpUri(text)
  return text.includes("tags=") ? { ...draft, groups: tagsOf(text) } : draft
}

/** andOTP repeats `tags=` for every tag. */
function tagsOf(text: string): string[] {
  const tags = parseUriParts(text).pairs.filter(([name]) => name === "tags")
  return [...new Set(tags.map(([, value]) => value.trim()).filter((tag) => tag !== ""))]
}

/** What comes back when the line is read again is what survives. */
function losses(draft: Draft): Loss[] {
  const back = parseOtpUri(formatOtpUri(draft))
  const out: Loss[] = []
  const add = (grade: Loss["grade"], sentence: Loss["what"]["sentence"]): void => void out.push({ grade, what: { sentence, detail: {} } })
  if (back.kind !== draft.kind) add("changed", TEXTS.kind)
  if (back.issuer !== draft.issuer || back.name !== draft.name) add("changed", TEXTS.label)
  if (draft.kind === "motp" && draft.pin !== null) add("lost", TEXTS.motpPin)
  return out
}

export const otpauthUri: Handler = {
  id: "otpauth-uri",
  title: "otpauth:// addresses",
  extensions: ["txt"],
  guide: TEXTS.guide,
  detect,
  open,
  writer: {
    protects: "never",
    keeps: { ...BARE_KEEPS, ...ALL_CODES },
    extension: () => "txt",
    losses,
    run: (drafts) => Promise.resolve(encodeUtf8(drafts.map((draft) => `${formatOtpUri(draft)}\n`).join(""))),
  },
}
