import type { Draft } from "../../accounts/account.ts"
import { formatOtpUri, parseOtpUri, parseUriParts } from "../../accounts/uri.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Detection, Handler, Input, Loss, OpenContext, Opened, OpenedNested, SniffedInput } from "../handler.ts"
import { checkRecords } from "../limits.ts"
import { groupNames } from "../records/fields.ts"
import { MigrationParts, parseMigrationUri } from "../records/google-migration.ts"
import { ALL_CODES, BARE_KEEPS, changed, lost } from "../records/keeps.ts"
import { RecordReader, issueOf } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, textOf } from "../records/text.ts"
import { URI_LINE_TEXTS, uriLines } from "../records/uri-lines.ts"
import type { UriLine } from "../records/uri-lines.ts"
import type { Sniffed } from "../sniffed.ts"

const TEXTS = texts({
  guide: {
    en: "Many apps can write a list of otpauth:// URIs, one per line (Aegis: Export › Text file)",
    ja: "多くのアプリが otpauth:// の URI を 1 行ずつ書き出せます（Aegis: エクスポート › テキストファイル）",
  },
  transferPart: {
    en: "this line is a part of a keyferry transfer: open its parts by themselves",
    ja: "keyferry の引き継ぎコードです。引き継ぎとして別に開いてください",
  },
  motpPin: { en: "a motp: URI has no place for the PIN", ja: "motp: の URI に PIN は含められません" },
  kind: { en: "other apps will read it as a Steam account", ja: "他のアプリでは Steam のアカウントとして扱われます" },
  label: { en: "issuer or name is not kept exactly", ja: "発行者または名前が完全には保たれません" },
})

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind !== "uris") return "no"
  const accounts = sniffed.schemes.filter((scheme) => scheme !== "keyferry")
  if (accounts.length === 0 || (sniffed.schemes.length === 1 && accounts[0] === "otpauth-migration")) return "no"
  // Another handler may know the dialect better, such as that of `pass`, whose files begin with a password.
  return sniffed.marks.length > 0 || (!sniffed.startsWithUri && sniffed.lines === 1) ? "maybe" : "yes"
}

/** Read the lines in order. An export split over several lines is read at its first part. */
async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "uris" && input.sniffed.schemes.includes("keyferry")) return separateTransferParts(input)
  const reader = new RecordReader(context)
  const parts = new MigrationParts()
  const lines: UriLine[] = []
  let count = 0
  for (const line of uriLines(textOf(input.bytes))) {
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

/** Opens the parts of a transfer apart from the other lines. Each input keeps blank lines for those of the other, so that line numbers stay. */
function separateTransferParts({ name, bytes }: SniffedInput): OpenedNested {
  const lines = textOf(bytes).split(/\r\n|[\r\n]/)
  const isPart = lines.map((line) => [...uriLines(line)].some(({ scheme }) => scheme === "keyferry"))
  const inputOf = (parts: boolean): Input => ({
    name,
    bytes: encodeUtf8(lines.map((line, at) => (isPart[at] === parts ? line : "")).join("\n")),
  })
  return { kind: "nested", inputs: [inputOf(false), inputOf(true)], issues: [] }
}

function readLine(scheme: UriLine["scheme"], text: string): Draft {
  if (scheme === null) throw new AppError("format-damaged", URI_LINE_TEXTS.notUri)
  if (scheme === "keyferry") throw new AppError("format-unsupported", TEXTS.transferPart)
  const draft = parseOtpUri(text)
  return text.includes("tags=") ? { ...draft, groups: readTags(text) } : draft
}

/** andOTP repeats `tags=` for every tag. */
function readTags(text: string): string[] {
  const tags = parseUriParts(text).pairs.filter(([name]) => name === "tags")
  return groupNames(tags.map(([, value]) => value.trim()))
}

/** Texts that a URI keeps, whatever else is in it. */
const PLAIN = /^[A-Za-z0-9@._~-]+(?: +[A-Za-z0-9@._~-]+)*$/

/** Whether nothing can be lost: known without writing the URI, which takes 20 µs. A reader takes the issuers `Steam`, `null` and `undefined` for something else. */
function isKept({ kind, issuer, name }: Draft): boolean {
  return (kind === "totp" || kind === "hotp") && PLAIN.test(issuer) && PLAIN.test(name) && !/^(?:steam|null|undefined)$/i.test(issuer)
}

/** Compares the account with what is read back from its URI. */
function losses(draft: Draft): Loss[] {
  if (isKept(draft)) return []
  const readBack = parseOtpUri(formatOtpUri(draft))
  const out: Loss[] = []
  if (readBack.kind !== draft.kind) out.push(changed(TEXTS.kind))
  if (readBack.issuer !== draft.issuer || readBack.name !== draft.name) out.push(changed(TEXTS.label))
  if (draft.kind === "motp" && draft.pin !== null) out.push(lost(TEXTS.motpPin))
  return out
}

export const otpauthUri: Handler = {
  id: "otpauth-uri",
  title: "otpauth:// addresses",
  titleJa: "otpauth:// アドレス",
  extensions: ["txt"],
  guide: TEXTS.guide,
  device: "phone",
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
