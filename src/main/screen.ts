import { Terminal, TERMINAL_TEXTS } from "../tui/terminal/terminal.ts"
import { runTui } from "../tui/runtime/loop.ts"
import { EffectRunner } from "../tui/runtime/effects.ts"
import { app } from "../tui/shell/app.ts"
import { openSettings } from "../settings/store.ts"
import { vaultExists } from "../vault/vault.ts"
import { terminalClipboard } from "../platform/clipboard.ts"
import { eraseFreedMemory } from "../platform/memory.ts"
import { delimiter, join } from "node:path"
import { NO_AGENT } from "../agent/port.ts"
import { AppError } from "../base/errors.ts"
import { vaultDirectory } from "../cli/directories.ts"
import type { Invocation } from "../cli/parse.ts"
import { loadFormats } from "../plugins/load.ts"
import type { TuiPorts } from "../tui/runtime/ports.ts"
import type { EarlyScreen } from "../tui/terminal/early-screen.ts"
import { configDirectory } from "./ports.ts"
import type { Ports } from "./ports.ts"

/** How long the start of the program waits for an agent, which answers within a few milliseconds. */
const AGENT_MS = 500

/** Whether the agent has the vault unlocked. */
async function isInAgent(ports: Ports, directory: string): Promise<boolean> {
  const { agent, files } = ports
  const status = await Promise.race([
    agent.status().catch(() => null),
    ports.sleep(AGENT_MS, new AbortController().signal).then(() => null),
  ])
  return status?.vaults.some((vault) => vault.directory === files.absolute(directory)) === true
}

/** Runs the full-screen program. @returns the exit status @throws AppError `usage` where there is no terminal */
export async function runScreen(
  { vault, lang, langChosen }: Extract<Invocation, { to: "screen" }>,
  real: Ports,
  early: EarlyScreen | null,
): Promise<number> {
  const { stdin, stdout, env } = process
  // Fails before anything is written to the disk.
  if (!stdin.isTTY || !stdout.isTTY) throw new AppError("usage", TERMINAL_TEXTS.noTerminal)
  const samples = env["KEYFERRY_DEMO"]
  const demo = samples === undefined ? null : await (await import("./demo.ts")).makeDemo(samples.split(delimiter), real)
  const ports = demo === null ? real : { ...demo.ports, agent: NO_AGENT }
  const directory = demo === null ? vaultDirectory(vault, ports) : join(demo.directory, "vault")
  const store = await openSettings(demo?.directory ?? configDirectory(ports), ports.clock.nowMs())
  const settings = store.read()
  const { formats, notices } = demo === null ? await loadFormats(ports) : { formats: await ports.builtInFormats(), notices: [] }
  const terminal = new Terminal({ input: stdin, output: stdout, env, settings, early })
  const send = (sequence: string): void => {
    terminal.send(sequence)
  }
  const { sshHost } = ports.machine
  const tuiPorts: TuiPorts = {
    clock: ports.clock,
    random: ports.random,
    background: ports.background,
    estimator: ports.estimator,
    gpg: ports.gpg,
    files: ports.files,
    formats,
    clipboard: terminalClipboard({ env, send }),
    receiver: ports.receiver,
    agent: ports.agent,
    sshHost,
    vault: ports.vault,
    vaultDirectory: directory,
    demo: demo !== null,
    notices,
    settings: store,
    eraseFreedMemory,
    backups: ports.backups,
    surroundings: async () => ({
      programs: ports.machine.programs,
      terminal: {
        env,
        tmuxClipboard: await ports.machine.tmuxClipboard(),
        halfBlockColumns: terminal.halfBlockColumns,
        pictures: terminal.pictureCell !== null,
      },
    }),
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
      inAgent: await isInAgent(ports, directory),
      demo: demo !== null,
      homeDirectory: ports.homeDirectory,
      startDirectory: process.cwd(),
      host: `${sshHost.user}@${sshHost.name}`,
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
