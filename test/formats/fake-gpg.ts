import { AppError } from "../../src/base/errors.ts"
import type { Gpg, GpgKey, GpgOpened } from "../../src/base/ports.ts"
import type { StoreFiles } from "../../src/migrate/export/store.ts"

export const FAKE_KEY: GpgKey = { fingerprint: "A".repeat(40), user: "Alice <alice@example.org>" }
export const OTHER_KEY: GpgKey = { fingerprint: "B".repeat(40), user: "Bob <bob@example.org>" }
const UNKNOWN = { en: "gpg has no key that matches {name}", ja: "{name} という鍵はありません" }

/** The start of an OpenPGP message, which sniffing recognises; the plain bytes follow. See {@link fakeGpg}. */
const HEAD = Uint8Array.of(0x84, 0x5e, 3, 1, 2, 3, 4, 5, 6, 7, 8, 0x12)

/** A message that {@link fakeGpg} opens. @param key - `A` or `B`; other keys are missing. */
export function fakeMessage(text: string | Uint8Array, key = "A"): Uint8Array {
  return Uint8Array.from(Buffer.concat([HEAD, Buffer.from(key), Buffer.from(text)]))
}

export interface FakeGpg extends Gpg {
  /** How many processes run now, and the most that ran at once. */
  readonly load: { now: number; most: number; all: number }
}

/** A gpg that encrypts nothing, for tests of the code around it. @param passphrases - By key; a key without one needs none. */
export function fakeGpg(passphrases: Readonly<Record<string, string>> = {}): FakeGpg {
  const load = { now: 0, most: 0, all: 0 }
  const running = async <T>(work: () => T): Promise<T> => {
    load.all++
    load.most = Math.max(load.most, ++load.now)
    await new Promise((resolve) => setImmediate(resolve))
    load.now--
    return work()
  }
  const keys = [FAKE_KEY, OTHER_KEY]
  return {
    load,
    decrypt: (message, { passphrase }) =>
      running((): GpgOpened => {
        const key = String.fromCharCode(message[HEAD.length] ?? 0)
        if (!["A", "B"].includes(key)) return { state: key === "!" ? "damaged" : "no-key" }
        const wanted = passphrases[key]
        return wanted === undefined || wanted === passphrase
          ? { state: "open", bytes: message.slice(HEAD.length + 1) }
          : { state: "passphrase" }
      }),
    encrypt: (bytes, fingerprints) => running(() => fakeMessage(bytes, fingerprints[0]?.[0])),
    findKey: (name) => {
      const found = keys.find(({ fingerprint, user }) => name === fingerprint || user.includes(`<${name}>`))
      return found === undefined ? Promise.reject(new AppError("usage", UNKNOWN, { detail: { name } })) : Promise.resolve(found)
    },
    ownKeys: () => Promise.resolve([FAKE_KEY]),
  }
}

/** A store's directory in memory: content by path. */
export function memoryStore(files: Map<string, Uint8Array>): StoreFiles {
  return {
    read: (path) => Promise.resolve(files.get(path) ?? new Uint8Array()),
    exists: (path) => Promise.resolve(files.has(path)),
    writeTree: (directory, tree, { onlyIfNew }) => {
      const isNew = ![...files.keys()].some((path) => path.startsWith(`${directory}/`))
      for (const { path, bytes } of isNew ? [...tree, ...onlyIfNew] : tree) files.set(`${directory}/${path}`, bytes)
      return Promise.resolve()
    },
  }
}
