import type { Icon } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import { JSON_TEXTS } from "../containers/json.ts"
import { childText, childrenNamed } from "../containers/xml.ts"
import type { XmlElement } from "../containers/xml.ts"
import type { OpenContext, OpenedAccounts } from "../handler.ts"
import { decodeBase64 } from "../records/encoding.ts"
import { uuidField } from "../records/fields.ts"
import { iconOf } from "../records/icons.ts"
import { RecordReader } from "../records/record-reader.ts"
import { decodeLossy } from "../records/text.ts"
import { hasCode, readEntry } from "./fields.ts"
import type { KeePassEntry } from "./fields.ts"

export const KEEPASS_TEXTS = texts({
  recycled: {
    en: "{n} {n|entry|entries} with a code in the recycle bin {n|was|were} left out",
    ja: "ごみ箱にある認証コード付きのエントリー {n} 件は読み込みませんでした",
  },
  protected: {
    en: "the values in this file are still encrypted: export the database again, or open the database itself",
    ja: "値が暗号化されたままの XML です。データベースを書き出し直すか、データベース自体を開いてください",
  },
})

/** Decrypts the next protected value of the document; they must come in document order. */
export type Unprotect = (sealed: Uint8Array) => Uint8Array

/**
 * Read the XML of a KeePass 2 database: the content of a KDBX file, or an XML export. History and recycle bin are left out. A group is named
 * by its path below the root group; tags become groups too.
 *
 * @param unprotect - Null for an XML export, whose values are not encrypted.
 * @throws AppError `format-damaged`, `format-unsupported`, `limit-exceeded`, `interrupted`
 */
export function readKeePassXml(document: XmlElement, unprotect: Unprotect | null, context: OpenContext): OpenedAccounts {
  const values = new Map<XmlElement, string>()
  collectProtected(document, unprotect, values)
  const meta = childrenNamed(document, "Meta")[0]
  const top = childrenNamed(document, "Root").flatMap((root) => childrenNamed(root, "Group"))[0]
  if (document.name !== "KeePassFile" || top === undefined) throw new AppError("format-damaged", JSON_TEXTS.shape)
  const from: Source = {
    values,
    icons: meta === undefined ? new Map() : iconsOf(meta),
    recycleBin: meta === undefined ? "" : childText(meta, "RecycleBinUUID").trim(),
  }
  const reader = new RecordReader(context)
  let at = 0
  let recycled = 0
  for (const { element, groups, inBin } of entriesOf(top, from)) {
    at++
    const entry = entryOf(element, groups, from)
    if (!inBin) readEntry(reader, at, entry)
    else if (hasCode(entry)) recycled++
  }
  const notices: Message[] = recycled === 0 ? [] : [{ sentence: KEEPASS_TEXTS.recycled, detail: { n: recycled } }]
  return reader.opened(notices)
}

interface Source {
  readonly values: ReadonlyMap<XmlElement, string>
  readonly icons: ReadonlyMap<string, Icon>
  readonly recycleBin: string
}

/** Decrypts all protected values in document order, including the history: they share one key stream. */
function collectProtected(element: XmlElement, unprotect: Unprotect | null, values: Map<XmlElement, string>): void {
  if (/^true$/i.test(element.attributes["Protected"] ?? "")) {
    if (unprotect === null) {
      if (element.text.trim() !== "") throw new AppError("format-unsupported", KEEPASS_TEXTS.protected)
    } else {
      values.set(element, decodeLossy(unprotect(decodeBase64(element.text))))
    }
  }
  for (const child of element.children) collectProtected(child, unprotect, values)
}

function iconsOf(meta: XmlElement): Map<string, Icon> {
  const icons = new Map<string, Icon>()
  for (const element of childrenNamed(meta, "CustomIcons").flatMap((list) => childrenNamed(list, "Icon"))) {
    const icon = pictureOf(childText(element, "Data"))
    if (icon !== null) icons.set(childText(element, "UUID").trim(), icon)
  }
  return icons
}

function pictureOf(base64: string): Icon | null {
  try {
    return iconOf(decodeBase64(base64))
  } catch {
    return null
  }
}

interface Found {
  readonly element: XmlElement
  readonly groups: readonly string[]
  readonly inBin: boolean
}

/** All entries below a group in document order, without the versions in their histories. */
function* entriesOf(group: XmlElement, from: Source, path: readonly string[] = [], inBin = false): Generator<Found> {
  for (const child of group.children) {
    if (child.name === "Entry") yield { element: child, groups: path.length === 0 ? [] : [path.join("/")], inBin }
    if (child.name !== "Group") continue
    const bin = inBin || (from.recycleBin !== "" && childText(child, "UUID").trim() === from.recycleBin)
    yield* entriesOf(child, from, [...path, childText(child, "Name")], bin)
  }
}

function entryOf(element: XmlElement, groups: readonly string[], { values, icons }: Source): KeePassEntry {
  const fields = new Map<string, string>()
  for (const string of childrenNamed(element, "String")) {
    const value = childrenNamed(string, "Value")[0]
    if (value !== undefined) fields.set(childText(string, "Key").trim().toLowerCase(), values.get(value) ?? value.text)
  }
  const times = childrenNamed(element, "Times")[0]
  const tags = childText(element, "Tags").split(/[;,]/)
  return {
    fields,
    id: uuidOf(childText(element, "UUID")),
    shared: {
      note: fields.get("notes") ?? "",
      groups: [...new Set([...groups, ...tags.map((tag) => tag.trim()).filter((tag) => tag !== "")])],
      icon: icons.get(childText(element, "CustomIconUUID").trim()) ?? null,
      createdAt: times === undefined ? null : timeOf(childText(times, "CreationTime")),
      updatedAt: times === undefined ? null : timeOf(childText(times, "LastModificationTime")),
    },
  }
}

function uuidOf(base64: string): string | null {
  const hex = Buffer.from(base64, "base64").toString("hex")
  return uuidField(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"))
}

/** Seconds from the year 1, the epoch of KDBX 4, to 1970. */
export const SECONDS_BEFORE_1970 = 62_135_596_800

/** ISO 8601, or in KDBX 4 base64 of the seconds since the year 1. */
function timeOf(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed === "") return null
  const bytes = trimmed.includes(":") ? null : Buffer.from(trimmed, "base64")
  const ms =
    bytes === null ? Date.parse(trimmed) : bytes.length === 8 ? (Number(bytes.readBigInt64LE()) - SECONDS_BEFORE_1970) * 1000 : Number.NaN
  return Number.isFinite(ms) && ms > 0 && ms < 1e14 ? ms : null
}
