import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Handler } from "../../src/formats/handler.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import type { ReadFile } from "../../src/migrate/import/read-outcome.ts"
import { openInputs } from "../../src/migrate/import/session.ts"
import { startPlugin } from "../../src/platform/plugins/plugin-process.ts"
import type { Runtime } from "../../src/platform/plugins/plugin-process.ts"
import { pluginHandler } from "../../src/plugins/handler.ts"
import { parseManifest } from "../../src/plugins/manifest.ts"
import type { PluginProcess } from "../../src/plugins/ports.ts"
import { PluginSession } from "../../src/plugins/session.ts"
import { NOW_MS, background } from "../formats/ports.ts"

const EXECUTABLE = process.env["KEYFERRY_EXECUTABLE"]
/** This node, or the single executable that `KEYFERRY_EXECUTABLE` names. */
export const RUNTIME: Runtime | undefined = EXECUTABLE === undefined ? undefined : { path: EXECUTABLE, isSingleFile: true }
export const start = (source: Uint8Array, title: string): PluginProcess => startPlugin(source, title, RUNTIME)

export const PLUGINS = fileURLToPath(new URL("../../samples/plugins/", import.meta.url))
export const sampleOf = (name: string): Uint8Array => Uint8Array.from(readFileSync(`${PLUGINS}${name}`))
export const KITE = sampleOf("kite-codes.mjs")
export const CONTEXT = { background, nowMs: NOW_MS }

/** Milliseconds: enough on a busy machine. */
const LIMITS_MS = { manifest: 60_000, detect: 60_000, open: 60_000, write: 60_000 }
/** For plugins that hang: short, so that they do not slow the tests down. */
export const HANGING_LIMITS_MS = { manifest: 4000, detect: 2000, open: 2000, write: 2000 }

export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "utf8"))

/** The source of a plugin: the given parts, and the simplest form of the others. */
export function source(parts: { top?: string; detect?: string; open?: string; more?: string }): Uint8Array {
  return bytesOf(`${parts.top ?? ""}
export default {
  contract: 1, id: "test-plugin", title: "Test", extensions: ["txt"], guide: { en: "made up" },
  detect: ${parts.detect ?? '() => "yes"'},
  open: ${parts.open ?? "() => ({ accounts: [] })"},
  ${parts.more ?? ""}
}`)
}

export function sessionOf(bytes: Uint8Array, limits = LIMITS_MS): PluginSession {
  return new PluginSession({ title: "Test", source: bytes, start, limits })
}

/** A plugin as the program uses it, with the manifest that its process gives. */
export async function handlerOf(bytes: Uint8Array, limits = LIMITS_MS): Promise<Handler> {
  const session = sessionOf(bytes, limits)
  try {
    return pluginHandler(parseManifest(await session.manifest({})), session)
  } finally {
    await session.stop()
  }
}

/** Read one file with these plugins and the built-in formats. */
export async function readBy(plugins: readonly Handler[], text: string | Uint8Array, from?: string): Promise<ReadFile> {
  const bytes = typeof text === "string" ? bytesOf(text) : text
  const handlers = [...HANDLERS, ...plugins]
  const { files } = await openInputs([{ name: "x", bytes }], { ...CONTEXT, handlers, ...(from === undefined ? {} : { from }) })
  return files[0]!
}

/** How many plugin processes are running; null where there is no /proc. */
export function running(): number | null {
  try {
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean)
    return children.filter((pid) => commandOf(pid).includes("SourceTextModule")).length
  } catch {
    return null
  }
}

/** The command line of a process; empty where it has ended. */
function commandOf(pid: string): string {
  try {
    return readdirSync(`/proc/${pid}`).length === 0 ? "" : readFileSync(`/proc/${pid}/cmdline`, "utf8")
  } catch {
    return ""
  }
}
