#!/usr/bin/env node
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { homedir, hostname, tmpdir, userInfo } from "node:os"
import { delimiter, join } from "node:path"
import { AppError } from "./base/errors.ts"
import type { Background, Gpg } from "./base/ports.ts"
import { vaultDirectory, xdg } from "./cli/directories.ts"
import { languageOf } from "./cli/language.ts"
import type { CliPorts } from "./cli/ports.ts"
import { printHelp, runCommand, reportError, parseInvocation } from "./cli/run.ts"
import type { Invocation } from "./cli/run.ts"
import type { BackgroundOptions } from "./platform/workers/background.ts"
import type { LoadedFormats } from "./plugins/load.ts"
import type { PluginPorts } from "./plugins/ports.ts"
import { realStdio } from "./platform/stdio.ts"
import type { TuiPorts } from "./tui/runtime/ports.ts"

/** Set by the bundler; from the sources it is read where it comes from. */
declare const KEYFERRY_VERSION: string | undefined

function version(): string {
  if (typeof KEYFERRY_VERSION === "string") return KEYFERRY_VERSION
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }
  return version
}

/** Threads and wasm, loaded when the first picture or key derivation needs them. */
function lazyBackground(options: BackgroundOptions): Background {
  let made: Promise<Background> | undefined
  const load = (): Promise<Background> =>
    (made ??= import("./platform/workers/background.ts").then(({ createBackground }) => createBackground(options)))
  return {
    argon2: async (params, signal) => (await load()).argon2(params, signal),
    readImage: async (bytes, signal) => (await load()).readImage(bytes, signal),
  }
}

/** A program of its own, looked for when the first file needs it. */
function lazyGpg(): Gpg {
  const load = async (): Promise<Gpg> => (made ??= (await import("./platform/gpg.ts")).createGpg())
  let made: Gpg | undefined
  return {
    decrypt: async (message, at) => (await load()).decrypt(message, at),
    encrypt: async (bytes, fingerprints, signal) => (await load()).encrypt(bytes, fingerprints, signal),
    findKey: async (name, signal) => (await load()).findKey(name, signal),
    ownKeys: async (signal) => (await load()).ownKeys(signal),
  }
}

/** Where the settings are. */
const configDirectory = (place: Pick<CliPorts, "env" | "homeDirectory">): string =>
  join(xdg(place, "XDG_CONFIG_HOME", ".config"), "keyferry")

async function pluginPorts(place: Pick<CliPorts, "env" | "homeDirectory">): Promise<PluginPorts> {
  const { pluginFiles } = await import("./platform/plugins/plugin-files.ts")
  return {
    files: pluginFiles(join(configDirectory(place), "plugins")),
    start: async (...at) => (await import("./platform/plugins/plugin-process.ts")).startPlugin(...at),
  }
}

type Ports = CliPorts & Pick<TuiPorts, "files">

async function realPorts(stdio: CliPorts["stdio"], options: BackgroundOptions): Promise<Ports> {
  const { env } = process
  const [
    { clock },
    { random },
    { userFiles },
    { vaultFiles },
    { seenGenerations },
    { runShell },
    { sendToTerminal, terminal },
    { terminalClipboard },
  ] = await Promise.all([
    import("./platform/clock.ts"),
    import("./platform/random.ts"),
    import("./platform/files/user-files.ts"),
    import("./platform/files/vault-files.ts"),
    import("./platform/files/seen-generations.ts"),
    import("./platform/shell.ts"),
    import("./platform/tty.ts"),
    import("./platform/clipboard.ts"),
  ])
  const homeDirectory = homedir()
  const state = join(xdg({ env, homeDirectory }, "XDG_STATE_HOME", ".local/state"), "keyferry")
  return {
    env,
    homeDirectory,
    clock,
    random,
    background: lazyBackground(options),
    gpg: lazyGpg(),
    builtInFormats: async () => (await import("./formats/registry.ts")).HANDLERS,
    plugins: () => pluginPorts({ env, homeDirectory }),
    stdio,
    terminal,
    files: userFiles,
    vault: { files: vaultFiles, clock, random, seen: seenGenerations(join(state, "seen.json")) },
    run: runShell,
    clipboard: terminalClipboard({ env, send: sendToTerminal }),
  }
}

/** What was asked to stop stops: first by its signal, then at once. */
function untilInterrupted(): AbortSignal {
  const stop = new AbortController()
  const end = (status: number) => (): void => {
    if (stop.signal.aborted) process.exit(status)
    stop.abort()
    setTimeout(() => {
      process.exit(status)
    }, 500).unref()
  }
  process.on("SIGINT", end(130))
  process.on("SIGTERM", end(143))
  process.on("SIGHUP", end(129))
  process.on("SIGQUIT", end(131))
  return stop.signal
}

/** A vault of samples in a directory of its own, which is gone when the program ends. */
async function makeDemo(files: readonly string[], ports: Ports): Promise<{ directory: string; ports: Ports }> {
  const [{ makeDemoVault }, { DEMO_PASSPHRASE }] = await Promise.all([import("./cli/demo.ts"), import("./tui/runtime/ports.ts")])
  const directory = mkdtempSync(join(tmpdir(), "keyferry-demo-"))
  process.on("exit", () => {
    rmSync(directory, { recursive: true, force: true })
  })
  const seen = new Map<string, number>()
  const vault = {
    ...ports.vault,
    seen: {
      get: (id: string) => seen.get(id) ?? null,
      set: (id: string, generation: number) => {
        seen.set(id, Math.max(generation, seen.get(id) ?? 0))
      },
    },
  }
  const demo = { ...ports, vault }
  await makeDemoVault(demo, { directory: join(directory, "vault"), passphrase: DEMO_PASSPHRASE, files })
  return { directory, ports: demo }
}

/** The built-in formats and the user's plugins. No process is started. */
async function loadAllFormats(ports: CliPorts): Promise<LoadedFormats> {
  const [builtIn, plugins, { loadFormats }] = await Promise.all([ports.builtInFormats(), ports.plugins(), import("./plugins/load.ts")])
  return await loadFormats(builtIn, plugins)
}

/** The full-screen program. */
async function runScreen({ vault, lang, langChosen }: Extract<Invocation, { to: "screen" }>, real: Ports): Promise<number> {
  const { stdin, stdout, env } = process
  const [{ Terminal, TERMINAL_TEXTS }, { runTui }, { EffectRunner }, { app }, { openSettings }, { vaultExists }, { terminalClipboard }] =
    await Promise.all([
      import("./tui/terminal/terminal.ts"),
      import("./tui/runtime/loop.ts"),
      import("./tui/runtime/effects.ts"),
      import("./tui/shell/app.ts"),
      import("./settings/store.ts"),
      import("./vault/vault.ts"),
      import("./platform/clipboard.ts"),
    ])
  // Before anything is made on the disk.
  if (!stdin.isTTY || !stdout.isTTY) throw new AppError("usage", TERMINAL_TEXTS.noTerminal)
  const samples = env["KEYFERRY_DEMO"]
  const demo = samples === undefined ? null : await makeDemo(samples.split(delimiter), real)
  const ports = demo?.ports ?? real
  const directory = demo === null ? vaultDirectory(vault, ports) : join(demo.directory, "vault")
  const store = await openSettings(demo?.directory ?? configDirectory(ports), ports.clock.nowMs())
  const settings = store.read()
  const { formats, notices } = demo === null ? await loadAllFormats(ports) : { formats: await ports.builtInFormats(), notices: [] }
  const terminal = new Terminal({ input: stdin, output: stdout, env, settings })
  const send = (sequence: string): void => {
    terminal.send(sequence)
  }
  const tuiPorts: TuiPorts = {
    clock: ports.clock,
    random: ports.random,
    background: ports.background,
    gpg: ports.gpg,
    files: ports.files,
    formats,
    clipboard: terminalClipboard({ env, send }),
    vault: ports.vault,
    vaultDirectory: directory,
    demo: demo !== null,
    notices,
    settings: store,
    halfBlockColumns: () => terminal.halfBlockColumns,
    pictureCell: () => terminal.pictureCell,
  }
  return await runTui({
    terminal,
    program: app,
    start: {
      lang: langChosen || env["TERM"] === "linux" ? lang : (settings.lang ?? lang),
      settings,
      formats,
      vaultExists: await vaultExists(ports.vault, directory),
      vaultDirectory: directory,
      demo: demo !== null,
      homeDirectory: ports.homeDirectory,
      startDirectory: process.cwd(),
      host: `${userInfo().username}@${hostname()}`,
    },
    effects: (answer) => new EffectRunner(tuiPorts, answer),
    clock: ports.clock,
    process,
    stop: () => {
      process.kill(0, "SIGSTOP")
    },
    report: (line) => {
      ports.stdio.err(`keyferry: ${line}\n`)
    },
    debug: env["KEYFERRY_DEBUG"] === "1",
  })
}

async function carryOut(asked: Invocation, stdio: CliPorts["stdio"]): Promise<number> {
  switch (asked.to) {
    case "version":
      await stdio.out(`keyferry ${version()}\n`)
      return 0
    case "help":
      return await printHelp(asked.lang, { stdio })
    case "command":
      return await runCommand(asked, await realPorts(stdio, { glance: true }), untilInterrupted())
    case "screen":
      return await runScreen(asked, await realPorts(stdio, {}))
  }
}

const stdio = realStdio()
// Everything is written by now (`out` waits, standard error does not buffer); what is still open, such as standard input, has nothing to add.
try {
  process.exit(await carryOut(parseInvocation(process.argv.slice(2), process.env), stdio))
} catch (error) {
  process.exit(reportError(error, languageOf(process.env), { env: process.env, stdio }))
}
