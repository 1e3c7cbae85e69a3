import type { FileEntry } from "@zip.js/zip.js"
import { AppError, checkAborted } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Message, Sentence } from "../../base/language.ts"
import type { Task } from "../../base/ports.ts"
import { spellings, wrongPassword } from "../crypto/crypto.ts"
import type { OpenContext, Opened, OpenedAccounts, OpenedNested, SniffedInput } from "../handler.ts"
import { checkInflated, checkZipMembers } from "../limits.ts"

export const ZIP_TEXTS = texts({
  broken: { en: "the zip archive is damaged", ja: "ZIP 書庫が壊れています" },
  cipher: { en: "the zip archive uses an unsupported compression or encryption", ja: "対応していない方式の ZIP 書庫です" },
  noAccounts: { en: "the archive has no list of accounts in it", ja: "書庫の中にアカウントの一覧がありません" },
})

export interface ZipMember {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Unpack the wanted members. Opens ZipCrypto and WinZip AES.
 *
 * @param password - Null for none.
 * @returns In the archive's order.
 * @throws AppError `password-wrong` (also where a member is encrypted and no password was given), `format-damaged`,
 * `format-unsupported`, `limit-exceeded`
 */
export async function readZip(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  password: string | null,
  task: Task,
): Promise<ZipMember[]> {
  const zip = await import("@zip.js/zip.js")
  zip.configure({ useWebWorkers: false })
  const reader = new zip.ZipReader(new zip.Uint8ArrayReader(bytes))
  try {
    const entries = await reader.getEntries()
    checkZipMembers(entries.length)
    const chosen = entries.filter((entry): entry is FileEntry => !entry.directory && wanted(entry.filename))
    checkInflated(
      chosen.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0),
      bytes.length,
    )
    const members: ZipMember[] = []
    let inflated = 0
    for (const entry of chosen) {
      checkAborted(task.signal)
      const member = await unpack(entry, password, (size) => {
        checkInflated(inflated + size, bytes.length)
      })
      inflated += member.length
      members.push({ name: entry.filename, bytes: member })
    }
    return members
  } catch (cause) {
    throw zipError(cause)
  } finally {
    await reader.close()
  }
}

/** Whether a person has put the member into the zip: neither a directory nor a file that macOS adds. */
export function isOwnMember(name: string): boolean {
  return !/\/$|(?:^|\/)__MACOSX\/|(?:^|\/)\.DS_Store$/.test(name)
}

/** Unpack the members that match, as inputs of their own. Locked where the zip is encrypted. */
export function openMembers({ bytes, sniffed }: SniffedInput, matches: (name: string) => boolean, context: OpenContext): Promise<Opened> {
  const unlock = async (password: string | null, context: OpenContext): Promise<OpenedNested> => ({
    kind: "nested",
    inputs: await readZip(bytes, (name) => isOwnMember(name) && matches(name), password, context),
    issues: [],
  })
  if (sniffed.kind === "zip" && !sniffed.encrypted) return unlock(null, context)
  return Promise.resolve({ kind: "locked", needs: "password", unlock: ({ password }, context) => unlock(password, context) })
}

/** The member of a zip that holds an app's data. */
export interface DataMember {
  readonly matches: (name: string) => boolean
  /** The error where the zip has no such member. */
  readonly missing: Sentence
}

/**
 * Unpack the first member that matches.
 *
 * @param password - Null for none.
 * @throws AppError as {@link readZip}; `format-damaged` where no member matches
 */
export async function readDataMember(
  bytes: Uint8Array,
  { matches, missing }: DataMember,
  password: string | null,
  task: Task,
): Promise<Uint8Array> {
  const [member] = await readZip(bytes, matches, password, task)
  if (member === undefined) throw new AppError("format-damaged", missing)
  return member.bytes
}

/** Open a zip whose data is in one member: locked where the zip is encrypted. */
export async function openDataMember(
  { bytes, sniffed }: SniffedInput,
  {
    hint,
    read,
    ...member
  }: DataMember & { readonly hint: Message; readonly read: (data: Uint8Array, context: OpenContext) => OpenedAccounts },
  context: OpenContext,
): Promise<Opened> {
  const unlock = async (password: string | null, context: OpenContext): Promise<OpenedAccounts> =>
    read(await readDataMember(bytes, member, password, context), context)
  if (sniffed.kind === "zip" && !sniffed.encrypted) return await unlock(null, context)
  return { kind: "locked", needs: "password", hint, unlock: ({ password }, context) => unlock(password, context) }
}

/** @param check - Gets the size unpacked so far, since the size in the archive's directory cannot be trusted. */
async function unpack(entry: FileEntry, password: string | null, check: (size: number) => void): Promise<Uint8Array> {
  if (!entry.encrypted) return await collect(entry, undefined, check)
  for (const spelling of password === null ? [] : spellings(password)) {
    try {
      return await collect(entry, spelling, check)
    } catch (e) {
      if (!isWrongPassword(e)) throw e
    }
  }
  throw wrongPassword()
}

async function collect(entry: FileEntry, password: string | undefined, check: (size: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => {
      size += chunk.length
      check(size)
      chunks.push(chunk)
    },
  })
  await entry.getData(sink, { checkSignature: true, useWebWorkers: false, ...(password === undefined ? {} : { password }) })
  const out = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}

/** ZipCrypto has one check byte: a wrong password that passes it leads to damaged content. */
function isWrongPassword(e: unknown): boolean {
  return e instanceof Error && !(e instanceof AppError) && !/unsupported/i.test(e.message)
}

function zipError(cause: unknown): unknown {
  if (cause instanceof AppError) return cause
  if (!(cause instanceof Error)) return cause
  return new AppError("format-damaged", /unsupported/i.test(cause.message) ? ZIP_TEXTS.cipher : ZIP_TEXTS.broken, { cause })
}
