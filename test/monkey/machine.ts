import { NO_AGENT } from "../../src/agent/port.ts"
import { AppError } from "../../src/base/errors.ts"
import type { DirectoryEntry } from "../../src/base/ports.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../src/settings/settings.ts"
import type { Settings } from "../../src/settings/settings.ts"
import type { TuiFiles, TuiPorts } from "../../src/tui/runtime/ports.ts"
import { filesUnder } from "../cli/machine.ts"
import { fakeGpg } from "../formats/fake-gpg.ts"
import { cheapBackground, estimator, seededRandom } from "../formats/ports.ts"
import { FakeReceiver } from "../receive/fake-receiver.ts"
import { MemoryCopies } from "../vault/copies/memory-copies.ts"
import type { MemoryFiles } from "../vault/memory-files.ts"
import { testPorts } from "../vault/support.ts"

const MISSING = { en: "there is no such file", ja: "ファイルがありません" }
export const VAULT_DIRECTORY = "/vault"

/** Files of the user in memory. */
function memoryFiles(files: Map<string, Uint8Array>): TuiFiles {
  const read = (path: string): Uint8Array => {
    const bytes = files.get(path)
    if (bytes === undefined) throw new AppError("io", MISSING)
    return bytes
  }
  const entries = (path: string): DirectoryEntry[] => {
    const prefix = path.endsWith("/") ? path : `${path}/`
    const below = [...files.keys()].filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length))
    const names = [...new Set(below.map((name) => name.split("/")[0] ?? ""))]
    return names.map((name) => ({
      name,
      kind: below.includes(name) ? "file" : "directory",
      size: files.get(prefix + name)?.length ?? 0,
      modifiedMs: 0,
      readable: true,
    }))
  }
  const later = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve()
    return work()
  }
  return {
    list: (path) => later(() => ({ path, entries: entries(path) })),
    read: (path) => later(() => read(path)),
    readHead: (path, bytes) => later(() => read(path).slice(0, bytes)),
    write: (path, bytes, { overwrite }) =>
      later(() => {
        if (files.has(path) && !overwrite) throw new AppError("file-exists", MISSING)
        files.set(path, bytes)
      }),
    absolute: (path) => (path.startsWith("/") ? path : `/home/monkey/${path}`),
    exists: (path) => later(() => files.has(path) || entries(path).length > 0),
    walk: (path) => later(() => filesUnder(files, path)),
    writeTree: (directory, tree) =>
      later(() => {
        for (const { path, bytes } of tree) files.set(`${directory}/${path}`, bytes)
      }),
    makeDirectory: () => Promise.resolve(),
    remove: (path) =>
      later(() => {
        read(path)
        files.delete(path)
      }),
  }
}

/** A machine in memory, whose vault is on `disk`. Passphrases are derived at almost no cost. */
export function memoryMachine(disk: MemoryFiles, seed: string, files: Map<string, Uint8Array>) {
  const vault = { ...testPorts(disk), random: seededRandom(seed) }
  const time = { nowMs: Date.UTC(2026, 0, 2, 3, 4, 5) }
  const clock = { nowMs: () => time.nowMs }
  const settings: { now: Settings } = { now: { ...DEFAULT_SETTINGS, mouse: true, escapeMs: 1 } }
  const ports: TuiPorts = {
    clock,
    random: vault.random,
    background: { ...cheapBackground, readImage: () => Promise.resolve({ codes: [], disagreements: 0 }) },
    estimator,
    gpg: fakeGpg(),
    formats: HANDLERS,
    notices: [],
    files: memoryFiles(files),
    clipboard: { copy: () => Promise.resolve("osc52") },
    receiver: new FakeReceiver(),
    agent: NO_AGENT,
    sshHost: { user: "alice", name: "server", connection: undefined },
    vault: { ...vault, clock },
    vaultDirectory: VAULT_DIRECTORY,
    demo: false,
    surroundings: () => Promise.resolve({ programs: { node: "20.19.0", program: "1.0.0" }, terminal: null }),
    eraseFreedMemory: () => undefined,
    settings: {
      read: () => settings.now,
      save: (patch) => (settings.now = { ...settings.now, ...patch }),
    },
    backups: new MemoryCopies().ports(clock),
    halfBlockColumns: () => 1,
    pictureCell: () => null,
  }
  return { ports, time, settings }
}
