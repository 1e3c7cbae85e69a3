import type { Draft, Icon } from "../../accounts/account.ts"
import { percentEncode } from "../../base/percent.ts"
import type { Random } from "../../base/ports.ts"
import { concat } from "../crypto/crypto.ts"
import { decodeBase64, decodeHex, encodeBase64 } from "../records/encoding.ts"
import { iconOf } from "../records/icons.ts"
import { SECONDS_BEFORE_1970 } from "./xml.ts"

/** Entries as KeePassXC writes them. */

/** The title of the entry: the issuer, or the name where there is none. */
export const entryTitle = ({ issuer, name }: Draft): string => (issuer === "" ? name : issuer)

/**
 * The `otp` attribute, parameters in KeePassXC's order and the secret padded as it pads it.
 *
 * @param draft - totp or steam.
 */
export function keepassUri(draft: Draft): string {
  const secret = draft.secret.toBase32()
  const padded = secret + "=".repeat((8 - (secret.length % 8)) % 8)
  const title = percentEncode(entryTitle(draft))
  const parts = [`secret=${percentEncode(padded)}`, `period=${draft.period ?? 30}`, `digits=${draft.digits}`, `issuer=${title}`]
  if (draft.kind === "steam") parts.push("encoder=steam")
  if (draft.algorithm !== "SHA1") parts.push(`algorithm=${draft.algorithm}`)
  return `otpauth://totp/${title}:${percentEncode(draft.name)}?${parts.join("&")}`
}

/** Whether an icon can be stored: the file has no field for its type, so its first bytes must show it. */
export function isKeePassIcon({ mime, data }: Icon): boolean {
  return iconOf(decodeBase64(data))?.mime === mime
}

interface Field {
  readonly key: string
  readonly value: string
  readonly isProtected?: boolean
}

/** Counters use KeePass 2's own fields. Length and algorithm are written only where they differ from its fixed values. */
function codeFields(draft: Draft): Field[] {
  if (draft.kind !== "hotp") return [{ key: "otp", value: keepassUri(draft), isProtected: true }]
  const fields: Field[] = [
    { key: "HmacOtp-Counter", value: String(draft.counter ?? 0) },
    { key: "HmacOtp-Secret-Base32", value: draft.secret.toBase32(), isProtected: true },
  ]
  if (draft.digits !== 6) fields.push({ key: "HmacOtp-Length", value: String(draft.digits) })
  if (draft.algorithm !== "SHA1") fields.push({ key: "HmacOtp-Algorithm", value: draft.algorithm.replace("SHA", "HMAC-SHA-") })
  return fields
}

/** A group: its accounts and subgroups in the order of the accounts, which reading keeps as far as groups allow. */
interface Node {
  readonly children: (Draft | { readonly name: string; readonly node: Node })[]
  readonly groups: Map<string, Node>
}

const newNode = (): Node => ({ children: [], groups: new Map() })

/** The first group of a draft is the path of its group; a name that is no valid path is one group. */
function treeOf(drafts: readonly Draft[]): Node {
  const root = newNode()
  for (const draft of drafts) {
    let node = root
    for (const name of stepsOf(draft.groups[0] ?? "")) {
      const next = node.groups.get(name) ?? newNode()
      if (!node.groups.has(name)) node.children.push({ name, node: next })
      node.groups.set(name, next)
      node = next
    }
    node.children.push(draft)
  }
  return root
}

function stepsOf(path: string): string[] {
  if (path === "") return []
  const steps = path.split("/")
  return steps.length > MAX_STEPS || steps.includes("") ? [path] : steps
}

const MAX_STEPS = 20

/**
 * The XML inside a KDBX 4 file.
 *
 * @param protect - Encrypts a protected value; called in document order.
 */
export function writeKeePassXml(
  drafts: readonly Draft[],
  { nowMs, random }: { nowMs: number; random: Random },
  protect: (value: string) => string,
): string {
  const out: string[] = []
  const uuid = (): string => encodeBase64(random.bytes(16))
  const add = (name: string, value: string): void => void out.push(value === "" ? `<${name}/>` : `<${name}>${escapeXml(value)}</${name}>`)
  const within = (name: string, inside: () => void): void => {
    out.push(`<${name}>`)
    inside()
    out.push(`</${name}>`)
  }
  const times = (createdAt: number, updatedAt: number): void => {
    within("Times", () => {
      add("LastModificationTime", timeText(updatedAt))
      add("CreationTime", timeText(createdAt))
      add("LastAccessTime", timeText(updatedAt))
      add("ExpiryTime", timeText(createdAt))
      add("Expires", "False")
      add("UsageCount", "0")
      add("LocationChanged", timeText(createdAt))
    })
  }
  const icons = new Map<string, string>()
  for (const { icon } of drafts) if (icon !== null && isKeePassIcon(icon) && !icons.has(icon.data)) icons.set(icon.data, uuid())

  const entry = (draft: Draft): void => {
    within("Entry", () => {
      add("UUID", draft.id === null ? uuid() : encodeBase64(decodeHex(draft.id.replaceAll("-", ""))))
      add("IconID", "0")
      const icon = icons.get(draft.icon?.data ?? "")
      if (icon !== undefined) add("CustomIconUUID", icon)
      add("Tags", draft.groups.slice(1).join(";"))
      times(draft.createdAt ?? nowMs, draft.updatedAt ?? draft.createdAt ?? nowMs)
      const fields: Field[] = [
        { key: "Notes", value: draft.note },
        { key: "Password", value: "", isProtected: true },
        { key: "Title", value: entryTitle(draft) },
        { key: "URL", value: "" },
        { key: "UserName", value: draft.name },
        ...codeFields(draft),
      ]
      for (const { key, value, isProtected } of fields) {
        within("String", () => {
          add("Key", key)
          if (isProtected !== true) add("Value", value)
          else out.push(value === "" ? '<Value Protected="True"/>' : `<Value Protected="True">${protect(cleanXml(value))}</Value>`)
        })
      }
      within("AutoType", () => {
        add("Enabled", "True")
        add("DataTransferObfuscation", "0")
        add("DefaultSequence", "")
      })
      add("History", "")
    })
  }
  const group = (name: string, { children }: Node): void => {
    within("Group", () => {
      add("UUID", uuid())
      add("Name", name)
      add("Notes", "")
      add("IconID", "48")
      times(nowMs, nowMs)
      add("IsExpanded", "True")
      add("EnableAutoType", "null")
      add("EnableSearching", "null")
      for (const child of children) {
        if ("node" in child) group(child.name, child.node)
        else entry(child)
      }
    })
  }

  out.push('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
  within("KeePassFile", () => {
    within("Meta", () => {
      add("Generator", "KeePassXC")
      add("DatabaseName", "")
      within("MemoryProtection", () => {
        for (const name of ["Title", "UserName", "Password", "URL", "Notes"]) {
          add(`Protect${name}`, name === "Password" ? "True" : "False")
        }
      })
      within("CustomIcons", () => {
        for (const [data, id] of icons) {
          within("Icon", () => {
            add("UUID", id)
            add("Data", data)
          })
        }
      })
      add("RecycleBinEnabled", "True")
      add("RecycleBinUUID", NO_UUID)
      add("HistoryMaxItems", "10")
      add("HistoryMaxSize", "6291456")
    })
    within("Root", () => {
      group("Root", treeOf(drafts))
      add("DeletedObjects", "")
    })
  })
  return out.join("")
}

const NO_UUID = "AAAAAAAAAAAAAAAAAAAAAA=="

/** KDBX 4: base64 of the seconds since the year 1. */
function timeText(ms: number): string {
  const seconds = Buffer.alloc(8)
  seconds.writeBigInt64LE(BigInt(Math.floor(ms / 1000) + SECONDS_BEFORE_1970))
  return encodeBase64(concat(seconds))
}

/** Remove characters that XML 1.0 cannot contain. */
function cleanXml(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd").replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
}

function escapeXml(text: string): string {
  return cleanXml(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#xD;")
}
