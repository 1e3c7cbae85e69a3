import { homedir, hostname, tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { agentClient } from "../agent/client.ts"
import { forwardedAgent } from "../agent/forwarding/far.ts"
import type { Background, GivenCodes, Gpg, PassphraseEstimator } from "../base/ports.ts"
import { xdgDirectory } from "../cli/directories.ts"
import type { CliPorts } from "../cli/ports.ts"
import { onAlternateScreen } from "../platform/alternate-screen.ts"
import { terminalClipboard, tmuxClipboard } from "../platform/clipboard.ts"
import { clock, sleep } from "../platform/clock.ts"
import { backupStates } from "../platform/files/backup-states.ts"
import { seenGenerations } from "../platform/files/seen-generations.ts"
import { userFiles } from "../platform/files/user-files.ts"
import { vaultFiles } from "../platform/files/vault-files.ts"
import { random } from "../platform/random.ts"
import { runShell } from "../platform/shell.ts"
import { sendToTerminal, terminal } from "../platform/tty.ts"
import type { BackgroundOptions } from "../platform/workers/background.ts"
import type { PluginPorts } from "../plugins/ports.ts"
import type { Receiver } from "../receive/port.ts"
import { openSettings, readSettings } from "../settings/store.ts"
import type { CopyDirectories } from "../vault/copies/ports.ts"
import type { TuiPorts } from "../tui/runtime/ports.ts"
import { agentSockets } from "./agent-sockets.ts"
import { version } from "./version.ts"

/** Loads threads and wasm for the first picture or key derivation. */
function lazyBackground(options: BackgroundOptions): Background {
  let background: Promise<Background> | undefined
  const load = (): Promise<Background> =>
    (background ??= import("../platform/workers/background.ts").then(({ createBackground }) => createBackground(options)))
  return {
    argon2: async (params, signal) => (await load()).argon2(params, signal),
    readImage: async (bytes, signal) => (await load()).readImage(bytes, signal),
  }
}

/** Loads threads for the first estimate. */
function lazyEstimator(): PassphraseEstimator {
  let estimator: Promise<PassphraseEstimator> | undefined
  const load = (): Promise<PassphraseEstimator> =>
    (estimator ??= import("../platform/workers/estimator.ts").then(({ createEstimator }) => createEstimator()))
  return {
    estimate: async (passphrase) => await (await load()).estimate(passphrase),
    end: async () => {
      await (await estimator)?.end()
    },
  }
}

/** Loads the gpg module on the first call. */
function lazyGpg(): Gpg {
  let gpg: Gpg | undefined
  const load = async (): Promise<Gpg> => (gpg ??= (await import("../platform/gpg.ts")).createGpg())
  return {
    decrypt: async (message, at) => (await load()).decrypt(message, at),
    encrypt: async (bytes, fingerprints, signal) => (await load()).encrypt(bytes, fingerprints, signal),
    findKey: async (name, signal) => (await load()).findKey(name, signal),
    ownKeys: async (signal) => (await load()).ownKeys(signal),
  }
}

/** Loads what starts processes when a directory is used, at most once a day. */
function lazyBackupDirectories(): CopyDirectories {
  const load = async (): Promise<CopyDirectories> => (await import("../platform/backups/backup-directories.ts")).backupDirectories()
  return {
    look: async (directory, vaultDirectory) => (await load()).look(directory, vaultDirectory),
    mark: async (directory) => (await load()).mark(directory),
    open: async (directory) => (await load()).open(directory),
  }
}

/** A user without an entry in the list of users has a name in the environment alone. */
function userName(env: CliPorts["env"]): string {
  try {
    return userInfo().username
  } catch {
    return env["USER"] ?? "user"
  }
}

/** Loads the server when a page is started. */
const lazyReceiver = (env: CliPorts["env"]): Receiver => ({
  start: async (options, events) => {
    const { createReceiver } = await import("../receive/server.ts")
    return await createReceiver({ runtimeDirectory: env["XDG_RUNTIME_DIR"], temporaryDirectory: tmpdir() }).start(options, events)
  },
})

function lazyGivenCodes(path: string): GivenCodes {
  const load = async (): Promise<GivenCodes> => (await import("../platform/files/given-codes.ts")).givenCodes(path)
  return {
    update: async (accountId, change) => {
      await (await load()).update(accountId, change)
    },
  }
}

/** The directory of settings and plugins. */
export const configDirectory = (user: Pick<CliPorts, "env" | "homeDirectory">): string =>
  join(xdgDirectory(user, "XDG_CONFIG_HOME", ".config"), "keyferry")

async function pluginPorts(user: Pick<CliPorts, "env" | "homeDirectory">): Promise<PluginPorts> {
  const { pluginFiles } = await import("../platform/plugins/plugin-files.ts")
  return {
    files: pluginFiles(join(configDirectory(user), "plugins")),
    start: async (source, title) => (await import("../platform/plugins/plugin-process.ts")).startPlugin(source, title),
  }
}

/** What the commands and the screen need of this machine. */
export type Ports = CliPorts & Pick<TuiPorts, "files">

export function realPorts(stdio: CliPorts["stdio"], options: BackgroundOptions): Ports {
  const { env } = process
  const homeDirectory = homedir()
  const config = configDirectory({ env, homeDirectory })
  const state = join(xdgDirectory({ env, homeDirectory }, "XDG_STATE_HOME", ".local/state"), "keyferry")
  return {
    env,
    homeDirectory,
    clock,
    sleep,
    random,
    background: lazyBackground(options),
    estimator: lazyEstimator(),
    gpg: lazyGpg(),
    builtInFormats: async () => (await import("../formats/registry.ts")).HANDLERS,
    plugins: () => pluginPorts({ env, homeDirectory }),
    stdio,
    terminal: { ...terminal, onAlternateScreen },
    files: userFiles,
    vault: { files: vaultFiles, clock, random, seen: seenGenerations(join(state, "seen.json")) },
    runShell: runShell,
    clipboard: terminalClipboard({ env, send: sendToTerminal }),
    machine: {
      programs: { node: process.versions.node, program: version() },
      sshHost: { user: userName(env), name: hostname(), connection: env["SSH_CONNECTION"] },
      tmuxClipboard: async () => ((env["TMUX"] ?? "") === "" ? null : await tmuxClipboard()),
    },
    receiver: lazyReceiver(env),
    agent: agentClient(agentSockets(env), async () => {
      await (await import("../platform/agent-process.ts")).startAgentProcess(env)
    }),
    forwarded: forwardedAgent,
    parentProgram: async () => await (await import("../platform/parent-program.ts")).parentProgram(),
    interruptGroup: () => {
      process.kill(0, "SIGINT")
    },
    givenCodes: lazyGivenCodes(join(state, "askpass.json")),
    settings: {
      read: () => readSettings(config),
      save: async (patch) => (await openSettings(config, clock.nowMs())).save(patch),
    },
    backups: { directories: lazyBackupDirectories(), states: backupStates(join(state, "backups.json")) },
  }
}
