import { spawn } from "node:child_process"
import type { Readable, Writable } from "node:stream"
import { AppError, COMMON } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Gpg, GpgKey, GpgOpened } from "../base/ports.ts"
import { errnoOf } from "./files/io-error.ts"

export const GPG_TEXTS = texts({
  missing: {
    en: "this needs the program gpg (GnuPG), which is not installed",
    ja: "gpg (GnuPG) が必要ですが、インストールされていません",
  },
  slow: { en: "gpg gave no answer within {max} s", ja: "gpg が {max} 秒以内に応答しませんでした" },
  large: { en: "what comes out of the encrypted file is larger than {max} bytes", ja: "復号した内容が {max} バイトを超えています" },
  encrypt: { en: "gpg could not encrypt to this key", ja: "gpg でこの鍵に暗号化できませんでした" },
  noKey: { en: "gpg knows no key of the name {name}", ja: "{name} に一致する鍵は gpg にありません" },
  severalKeys: {
    en: "{name} means several keys; name one of them by its fingerprint: {fingerprints}",
    ja: "{name} に一致する鍵が複数あります。フィンガープリントで指定してください: {fingerprints}",
  },
  useless: {
    en: "the key {fingerprint} cannot be encrypted to: it is expired, revoked, disabled, or only for signing",
    ja: "鍵 {fingerprint} には暗号化できません (期限切れ、失効、無効、または署名専用)",
  },
  doubtful: {
    en: "nothing tells gpg that the key belongs to {name}; if {fingerprint} is its fingerprint, name it by that",
    ja: "この鍵が {name} のものか gpg には確認できません。フィンガープリントが {fingerprint} で正しければ、それで指定してください",
  },
})

/** For one file: a token may wait for a touch. */
const MAX_S = 60
/** Of what gpg says about itself, and of lists of keys. */
const MAX_TOLD_BYTES = 8 << 20
const KEYS_KNOWN_MS = 10_000

/** Quiet, without questions and without the network; whatever stands in the user's gpg.conf. */
const ALWAYS = ["--batch", "--no-tty", "--quiet", "--no-auto-key-retrieve", "--no-auto-key-locate", "--disable-dirmngr", "--no-verbose"]

interface Ran {
  readonly status: number | null
  readonly out: Uint8Array
  /** Keywords and their arguments, of `--status-fd`. */
  readonly told: readonly { readonly word: string; readonly rest: string }[]
}

interface Running {
  readonly input?: Uint8Array
  readonly passphrase?: string
  readonly maxBytes?: number
  readonly maxS?: number
  readonly signal?: AbortSignal | undefined
}

/** Names of the program, the first that is there. Debian's of old called version 2 so. */
const NAMES = ["gpg", "gpg2"]

/**
 * The user's GnuPG, a process for each call. What is secret goes in and out through pipes alone: never an argument, a file, or
 * the terminal.
 *
 * @param names - Programs to try.
 */
export function createGpg(names: readonly string[] = NAMES, maxS = MAX_S): Gpg {
  let known: { readonly atMs: number; readonly ids: Promise<ReadonlySet<string>> } | null = null

  const run = async (args: readonly string[], at: Running): Promise<Ran> => {
    for (const name of names) {
      try {
        return await runOnce(name, [...ALWAYS, "--status-fd", "3", ...args], { maxS, ...at })
      } catch (error) {
        if (errnoOf(error) !== "ENOENT") throw error
      }
    }
    throw new AppError("format-unsupported", GPG_TEXTS.missing)
  }
  const list = async (what: "--list-keys" | "--list-secret-keys", names: readonly string[], signal?: AbortSignal): Promise<ListedKey[]> => {
    const { out } = await run([what, "--with-colons", "--", ...names], { maxBytes: MAX_TOLD_BYTES, signal })
    return keysOf(Buffer.from(out).toString("utf8"))
  }
  /** Ids of all own keys and their parts. */
  const ownIds = (signal: AbortSignal | undefined): Promise<ReadonlySet<string>> => {
    const nowMs = performance.now()
    if (known === null || nowMs - known.atMs > KEYS_KNOWN_MS) {
      const ids = list("--list-secret-keys", [], signal).then((keys) => new Set(keys.flatMap(({ ids }) => ids)))
      ids.catch(() => (known = null))
      known = { atMs: nowMs, ids }
    }
    return known.ids
  }

  return {
    async decrypt(message, { passphrase, maxBytes, signal }): Promise<GpgOpened> {
      const how = passphrase === null ? ["--pinentry-mode", "error"] : ["--pinentry-mode", "loopback", "--passphrase-fd", "4"]
      const ran = await run([...how, "--decrypt"], {
        input: message,
        ...(passphrase === null ? {} : { passphrase }),
        maxBytes,
        signal,
      })
      const words = new Set(ran.told.map(({ word }) => word))
      if (words.has("DECRYPTION_OKAY") && !words.has("BADMDC") && ran.status === 0) return { state: "open", bytes: ran.out }
      const bad = ran.told.some(({ word, rest }) => word === "ERROR" && /BAD_PASSPHRASE/i.test(rest))
      // What the session key opens and is broken then, is damage.
      if (words.has("DECRYPTION_INFO") && !bad) return { state: "damaged" }
      if (words.has("NEED_PASSPHRASE_SYM")) return { state: "passphrase" }
      const to = ran.told.flatMap(({ word, rest }) => (word === "ENC_TO" ? [rest.split(" ", 1)[0] ?? ""] : []))
      if (to.length === 0) return { state: "damaged" }
      const own = await ownIds(signal)
      // A hidden recipient has an id of zeros: any own key could be meant.
      return { state: to.some((id) => own.has(id) || (/^0+$/.test(id) && own.size > 0)) ? "passphrase" : "no-key" }
    },

    async encrypt(bytes, fingerprints, signal) {
      if (fingerprints.length === 0) throw new TypeError("to nobody")
      const to = fingerprints.flatMap((fingerprint) => ["--recipient", fingerprint])
      // Which key is meant was settled by findKey; as pass does, for these keys and no others.
      const how = ["--no-armor", "--no-encrypt-to", "--compress-algo", "none", "--trust-model", "always", "--no-throw-keyids"]
      const ran = await run([...how, ...to, "--output", "-", "--encrypt"], { input: bytes, maxBytes: bytes.length * 2 + (1 << 20), signal })
      if (ran.status !== 0 || ran.out.length === 0 || !ran.told.some(({ word }) => word === "END_ENCRYPTION"))
        throw new AppError("export-refused", GPG_TEXTS.encrypt)
      return ran.out
    },

    async findKey(name, signal) {
      const bare = name.trim()
      if (bare === "" || /[\p{Cc}]/u.test(bare)) throw new AppError("usage", GPG_TEXTS.noKey, { detail: { name: bare } })
      // Without the brackets gpg would take alice@example.org for malice@example.org too.
      const address = /^[^\s<>]+@[^\s<>]+$/.test(bare) ? bare : (/<([^\s<>]+@[^\s<>]+)>$/.exec(bare)?.[1] ?? null)
      const keys = await list("--list-keys", [address === null ? bare : `<${address}>`], signal)
      const usable = keys.filter(canEncrypt)
      const [key, ...others] = usable
      if (key === undefined) {
        const [useless] = keys
        throw useless === undefined
          ? new AppError("usage", GPG_TEXTS.noKey, { detail: { name: bare } })
          : new AppError("usage", GPG_TEXTS.useless, { detail: { fingerprint: useless.fingerprint } })
      }
      if (others.length > 0) {
        const fingerprints = usable.map(({ fingerprint }) => fingerprint).join(", ")
        throw new AppError("usage", GPG_TEXTS.severalKeys, { detail: { name: bare, fingerprints } })
      }
      const { fingerprint } = key
      const byFingerprint = bare.replace(/\s/g, "").replace(/^0x/i, "").toUpperCase() === fingerprint
      if (!byFingerprint && !belongs(key, address)) throw new AppError("usage", GPG_TEXTS.doubtful, { detail: { name: bare, fingerprint } })
      return { fingerprint, user: key.users[0]?.id ?? "" }
    },

    async ownKeys(signal) {
      const keys = await list("--list-secret-keys", [], signal)
      return keys.filter(canEncrypt).map(({ fingerprint, users }): GpgKey => ({ fingerprint, user: users[0]?.id ?? "" }))
    },
  }
}

interface ListedKey {
  readonly fingerprint: string
  /** Key ids of the key and its parts: 16 hexadecimal digits. */
  readonly ids: readonly string[]
  /** One letter; see `doc/DETAILS` of GnuPG, field 2. */
  readonly validity: string
  /** Field 12: what it and its parts can do; capital letters for the whole. */
  readonly can: string
  readonly users: readonly { readonly id: string; readonly validity: string }[]
}

const canEncrypt = ({ validity, can }: ListedKey): boolean => !/[idren]/.test(validity) && can.includes("E") && !can.includes("D")

/** Known well enough that gpg itself would encrypt without a question: marginally, fully, or the user's own. */
function belongs({ validity, users }: ListedKey, address: string | null): boolean {
  const valid = (letter: string): boolean => /^[mfu]$/.test(letter)
  if (address === null) return valid(validity)
  return users.some((user) => valid(user.validity) && user.id.toLowerCase().includes(address.toLowerCase()))
}

/** @see GnuPG's doc/DETAILS, "Format of the colon listings" */
function keysOf(listing: string): ListedKey[] {
  const keys: { fingerprint: string; ids: string[]; validity: string; can: string; users: { id: string; validity: string }[] }[] = []
  for (const line of listing.split("\n")) {
    const [type = "", validity = "", , , id = "", , , , , text = "", , can = ""] = line.split(":")
    if (type === "pub" || type === "sec") keys.push({ fingerprint: "", ids: [id], validity, can, users: [] })
    const key = keys.at(-1)
    if (key === undefined) continue
    if ((type === "sub" || type === "ssb") && id !== "") key.ids.push(id)
    else if (type === "fpr" && key.fingerprint === "") key.fingerprint = text
    else if (type === "uid") key.users.push({ id: unescape(text), validity })
  }
  return keys.filter(({ fingerprint }) => /^[0-9A-F]{40,64}$/.test(fingerprint))
}

/** `\x3a` is a colon; what is no UTF-8 then is shown as U+FFFD. */
function unescape(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function runOnce(program: string, args: readonly string[], at: Running): Promise<Ran> {
  const { input = new Uint8Array(), passphrase, maxBytes = MAX_TOLD_BYTES, maxS = MAX_S, signal } = at
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(new AppError("interrupted", COMMON.interrupted))
      return
    }
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore", "pipe", passphrase === undefined ? "ignore" : "pipe"] })
    const [stdin, stdout, , status, secret] = child.stdio as [Writable, Readable, null, Readable, Writable | null]
    let failure: Error | null = null
    const stop = (why: Error): void => {
      failure ??= why
      child.kill("SIGKILL")
    }
    const timer = setTimeout(() => {
      stop(new AppError("limit-exceeded", GPG_TEXTS.slow, { detail: { max: maxS } }))
    }, maxS * 1000)
    const interrupt = (): void => {
      stop(new AppError("interrupted", COMMON.interrupted))
    }
    signal?.addEventListener("abort", interrupt, { once: true })
    const tooMuch = (max: number) => (): void => {
      stop(new AppError("limit-exceeded", GPG_TEXTS.large, { detail: { max } }))
    }
    const out = gather(stdout, maxBytes, tooMuch(maxBytes))
    const told = gather(status, MAX_TOLD_BYTES, tooMuch(MAX_TOLD_BYTES))
    give(stdin, input)
    if (passphrase !== undefined && secret !== null) give(secret, Buffer.from(`${passphrase}\n`, "utf8"))
    child.on("error", (error) => {
      failure ??= error
    })
    child.on("close", (ended) => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", interrupt)
      if (failure !== null) reject(failure)
      else resolve({ status: ended, out: Uint8Array.from(Buffer.concat(out)), told: statusLines(Buffer.concat(told).toString("latin1")) })
    })
  })
}

function gather(stream: Readable, max: number, tooMuch: () => void): Uint8Array[] {
  const chunks: Uint8Array[] = []
  let size = 0
  stream.on("data", (chunk: Uint8Array) => {
    size += chunk.length
    if (size > max) tooMuch()
    else chunks.push(chunk)
  })
  stream.on("error", () => undefined)
  return chunks
}

/** A program that ends before it has read all is told by its status. */
function give(stream: Writable, bytes: Uint8Array): void {
  stream.on("error", () => undefined)
  stream.end(bytes)
}

function statusLines(text: string): Ran["told"] {
  return text.split("\n").flatMap((line) => {
    const found = /^\[GNUPG:\] ([A-Z_0-9]+) ?(.*)$/.exec(line)
    return found === null ? [] : [{ word: found[1] ?? "", rest: found[2] ?? "" }]
  })
}
