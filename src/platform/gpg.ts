import { spawn } from "node:child_process"
import type { Readable, Writable } from "node:stream"
import { AppError, COMMON } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Gpg, GpgKey, GpgOpened } from "../base/ports.ts"
import { errnoOf } from "./files/io-error.ts"

export const GPG_TEXTS = texts({
  missing: {
    en: "the program gpg (GnuPG) is needed, but not installed",
    ja: "gpg（GnuPG）が必要ですが、インストールされていません",
  },
  slow: { en: "gpg did not answer within {max} s", ja: "gpg が {max} 秒以内に応答しませんでした" },
  large: { en: "the decrypted content is larger than {max} bytes", ja: "復号した内容が {max} バイトを超えています" },
  encrypt: { en: "gpg could not encrypt to this key", ja: "gpg でこの鍵に暗号化できませんでした" },
  noKey: { en: "gpg has no key that matches {name}", ja: "{name} に一致する鍵は gpg にありません" },
  severalKeys: {
    en: "{name} matches several keys; give the fingerprint of one of them: {fingerprints}",
    ja: "{name} に一致する鍵が複数あります。フィンガープリントで指定してください: {fingerprints}",
  },
  unusable: {
    en: "cannot encrypt to the key {fingerprint}: it is expired, revoked, disabled, or only for signing",
    ja: "鍵 {fingerprint} には暗号化できません（期限切れ、失効、無効、または署名専用）",
  },
  unverified: {
    en: "gpg cannot verify that the key belongs to {name}; if {fingerprint} is the right fingerprint, give that instead",
    ja: "この鍵が {name} のものか gpg には確認できません。フィンガープリントが {fingerprint} で正しければ、それで指定してください",
  },
})

/** Seconds for one call: a hardware token may wait for a touch. */
const MAX_S = 60
/** Of status lines and lists of keys. */
const MAX_STATUS_BYTES = 8 << 20
/** How long the list of own keys is cached. */
const KEYS_CACHE_MS = 10_000

/** Quiet, without questions and without the network, whatever the user's gpg.conf contains. */
const COMMON_ARGUMENTS = [
  "--batch",
  "--no-tty",
  "--quiet",
  "--no-auto-key-retrieve",
  "--no-auto-key-locate",
  "--disable-dirmngr",
  "--no-verbose",
]

/** A finished call of gpg. */
interface GpgResult {
  readonly status: number | null
  readonly out: Uint8Array
  /** The lines of `--status-fd`: a keyword and its arguments. */
  readonly statusLines: readonly { readonly word: string; readonly rest: string }[]
}

interface RunOptions {
  readonly input?: Uint8Array
  readonly passphrase?: string
  readonly maxBytes?: number
  readonly maxS?: number
  readonly signal?: AbortSignal | undefined
}

/** Names of the program; the first one that is installed is used. Old versions of Debian call GnuPG 2 `gpg2`. */
const NAMES = ["gpg", "gpg2"]

/**
 * The user's GnuPG. Every call starts a process. Secrets go through pipes only, never through an argument, a file or the terminal.
 *
 * @param names - Programs to try.
 */
export function createGpg(names: readonly string[] = NAMES, maxS = MAX_S): Gpg {
  let cached: { readonly atMs: number; readonly ids: Promise<ReadonlySet<string>> } | null = null

  const run = async (args: readonly string[], options: RunOptions): Promise<GpgResult> => {
    for (const name of names) {
      try {
        return await runOnce(name, [...COMMON_ARGUMENTS, "--status-fd", "3", ...args], { maxS, ...options })
      } catch (error) {
        if (errnoOf(error) !== "ENOENT") throw error
      }
    }
    throw new AppError("format-unsupported", GPG_TEXTS.missing)
  }
  const list = async (what: "--list-keys" | "--list-secret-keys", names: readonly string[], signal?: AbortSignal): Promise<ListedKey[]> => {
    const { out } = await run([what, "--with-colons", "--", ...names], { maxBytes: MAX_STATUS_BYTES, signal })
    return parseKeys(Buffer.from(out).toString("utf8"))
  }
  /** The ids of all secret keys and their subkeys. */
  const ownIds = (signal: AbortSignal | undefined): Promise<ReadonlySet<string>> => {
    const nowMs = performance.now()
    if (cached === null || nowMs - cached.atMs > KEYS_CACHE_MS) {
      const ids = list("--list-secret-keys", [], signal).then((keys) => new Set(keys.flatMap(({ ids }) => ids)))
      ids.catch(() => (cached = null))
      cached = { atMs: nowMs, ids }
    }
    return cached.ids
  }

  return {
    async decrypt(message, { passphrase, maxBytes, signal }): Promise<GpgOpened> {
      const how = passphrase === null ? ["--pinentry-mode", "error"] : ["--pinentry-mode", "loopback", "--passphrase-fd", "4"]
      const result = await run([...how, "--decrypt"], {
        input: message,
        ...(passphrase === null ? {} : { passphrase }),
        maxBytes,
        signal,
      })
      const words = new Set(result.statusLines.map(({ word }) => word))
      if (words.has("DECRYPTION_OKAY") && !words.has("BADMDC") && result.status === 0) return { state: "open", bytes: result.out }
      const bad = result.statusLines.some(({ word, rest }) => word === "ERROR" && /BAD_PASSPHRASE/i.test(rest))
      // The session key was decrypted, so the content is damaged.
      if (words.has("DECRYPTION_INFO") && !bad) return { state: "damaged" }
      if (words.has("NEED_PASSPHRASE_SYM")) return { state: "passphrase" }
      const to = result.statusLines.flatMap(({ word, rest }) => (word === "ENC_TO" ? [rest.split(" ", 1)[0] ?? ""] : []))
      if (to.length === 0) return { state: "damaged" }
      const own = await ownIds(signal)
      // The id of a hidden recipient is all zeros: it may be any own key.
      return { state: to.some((id) => own.has(id) || (/^0+$/.test(id) && own.size > 0)) ? "passphrase" : "no-key" }
    },

    async encrypt(bytes, fingerprints, signal) {
      if (fingerprints.length === 0) throw new TypeError("no recipients")
      const to = fingerprints.flatMap((fingerprint) => ["--recipient", fingerprint])
      // findKey has checked the keys. Encrypt to them only, as pass does.
      const how = ["--no-armor", "--no-encrypt-to", "--compress-algo", "none", "--trust-model", "always", "--no-throw-keyids"]
      const result = await run([...how, ...to, "--output", "-", "--encrypt"], {
        input: bytes,
        maxBytes: bytes.length * 2 + (1 << 20),
        signal,
      })
      if (result.status !== 0 || result.out.length === 0 || !result.statusLines.some(({ word }) => word === "END_ENCRYPTION"))
        throw new AppError("export-refused", GPG_TEXTS.encrypt)
      return result.out
    },

    async findKey(name, signal) {
      const bare = name.trim()
      if (bare === "" || /[\p{Cc}]/u.test(bare)) throw new AppError("usage", GPG_TEXTS.noKey, { detail: { name: bare } })
      // Without angle brackets, alice@example.org would also match malice@example.org.
      const address = /^[^\s<>]+@[^\s<>]+$/.test(bare) ? bare : (/<([^\s<>]+@[^\s<>]+)>$/.exec(bare)?.[1] ?? null)
      const keys = await list("--list-keys", [address === null ? bare : `<${address}>`], signal)
      const usable = keys.filter(canEncrypt)
      const [key, ...others] = usable
      if (key === undefined) {
        const [unusable] = keys
        throw unusable === undefined
          ? new AppError("usage", GPG_TEXTS.noKey, { detail: { name: bare } })
          : new AppError("usage", GPG_TEXTS.unusable, { detail: { fingerprint: unusable.fingerprint } })
      }
      if (others.length > 0) {
        const fingerprints = usable.map(({ fingerprint }) => fingerprint).join(", ")
        throw new AppError("usage", GPG_TEXTS.severalKeys, { detail: { name: bare, fingerprints } })
      }
      const { fingerprint } = key
      const byFingerprint = bare.replace(/\s/g, "").replace(/^0x/i, "").toUpperCase() === fingerprint
      if (!byFingerprint && !belongs(key, address))
        throw new AppError("usage", GPG_TEXTS.unverified, { detail: { name: bare, fingerprint } })
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
  /** Ids of the key and its subkeys: 16 hexadecimal digits each. */
  readonly ids: readonly string[]
  /** One letter. @see GnuPG's doc/DETAILS, field 2 */
  readonly validity: string
  /** Letters for what the key can do; capitals include its subkeys. @see GnuPG's doc/DETAILS, field 12 */
  readonly capabilities: string
  readonly users: readonly { readonly id: string; readonly validity: string }[]
}

const canEncrypt = ({ validity, capabilities }: ListedKey): boolean =>
  !/[idren]/.test(validity) && capabilities.includes("E") && !capabilities.includes("D")

/** Whether gpg itself would encrypt without a question: the validity is marginal, full or ultimate. @param address - Null: any user id. */
function belongs({ validity, users }: ListedKey, address: string | null): boolean {
  const valid = (letter: string): boolean => /^[mfu]$/.test(letter)
  if (address === null) return valid(validity)
  return users.some((user) => valid(user.validity) && user.id.toLowerCase().includes(address.toLowerCase()))
}

/** @see GnuPG's doc/DETAILS, "Format of the colon listings" */
function parseKeys(listing: string): ListedKey[] {
  const keys: { fingerprint: string; ids: string[]; validity: string; capabilities: string; users: { id: string; validity: string }[] }[] =
    []
  for (const line of listing.split("\n")) {
    const [type = "", validity = "", , , id = "", , , , , text = "", , capabilities = ""] = line.split(":")
    if (type === "pub" || type === "sec") keys.push({ fingerprint: "", ids: [id], validity, capabilities, users: [] })
    const key = keys.at(-1)
    if (key === undefined) continue
    if ((type === "sub" || type === "ssb") && id !== "") key.ids.push(id)
    else if (type === "fpr" && key.fingerprint === "") key.fingerprint = text
    else if (type === "uid") key.users.push({ id: unescape(text), validity })
  }
  return keys.filter(({ fingerprint }) => /^[0-9A-F]{40,64}$/.test(fingerprint))
}

/** Undo gpg's escapes, such as `\x3a` for a colon. */
function unescape(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function runOnce(program: string, args: readonly string[], options: RunOptions): Promise<GpgResult> {
  const { input = new Uint8Array(), passphrase, maxBytes = MAX_STATUS_BYTES, maxS = MAX_S, signal } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(new AppError("interrupted", COMMON.interrupted))
      return
    }
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore", "pipe", passphrase === undefined ? "ignore" : "pipe"] })
    const [stdin, stdout, , status, secret] = child.stdio as [Writable, Readable, null, Readable, Writable | null]
    let failure: Error | null = null
    const stop = (error: Error): void => {
      failure ??= error
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
    const out = collect(stdout, maxBytes, tooMuch(maxBytes))
    const statusChunks = collect(status, MAX_STATUS_BYTES, tooMuch(MAX_STATUS_BYTES))
    writeAll(stdin, input)
    if (passphrase !== undefined && secret !== null) writeAll(secret, Buffer.from(`${passphrase}\n`, "utf8"))
    child.on("error", (error) => {
      failure ??= error
    })
    child.on("close", (ended) => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", interrupt)
      if (failure !== null) reject(failure)
      else
        resolve({
          status: ended,
          out: Uint8Array.from(Buffer.concat(out)),
          statusLines: parseStatus(Buffer.concat(statusChunks).toString("latin1")),
        })
    })
  })
}

/** The chunks of a stream, as they arrive. @param tooMuch - Called when there are more than `max` bytes. */
function collect(stream: Readable, max: number, tooMuch: () => void): Uint8Array[] {
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

/** Write and close; errors are ignored, since the exit status shows that the program has ended too early. */
function writeAll(stream: Writable, bytes: Uint8Array): void {
  stream.on("error", () => undefined)
  stream.end(bytes)
}

function parseStatus(text: string): GpgResult["statusLines"] {
  return text.split("\n").flatMap((line) => {
    const found = /^\[GNUPG:\] ([A-Z_0-9]+) ?(.*)$/.exec(line)
    return found === null ? [] : [{ word: found[1] ?? "", rest: found[2] ?? "" }]
  })
}
