import { handOver, limitsOf } from "../../agent/port.ts"
import type { AgentStatus, Limits } from "../../agent/port.ts"
import { sanitize } from "../../base/display.ts"
import { forwardLines, forwardsOf, openForwards } from "../agent/forward.ts"
import { FAR_SCRIPT } from "../agent/script.ts"
import { watchForwards } from "../agent/watch.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE } from "../exit-codes.ts"
import { vaultPath, withAskedVault } from "../vault-access.ts"

export const AGENT_COMMAND_TEXTS = texts({
  usage: { en: "say start, status, watch, script or stop", ja: "start、status、watch、script、stop のいずれかを指定してください" },
  unlocked: {
    en: "unlocked for other commands; it locks after {idle} min without use, in {total} min at the latest, on suspend, or with keyferry lock",
    ja: "ほかのコマンドからも使えるようになりました。{idle} 分使わないとき、{total} 分後、サスペンドしたとき、または keyferry lock でロックされます",
  },
  already: {
    en: "already unlocked; it locks in {left} min without use",
    ja: "ロックはすでに解除されています。使わなければ {left} 分後にロックされます",
  },
  isUnlocked: {
    en: "unlocked: {directory} (locks in {left} min without use)",
    ja: "解除中: {directory}（使わなければ {left} 分後にロック）",
  },
  allLocked: { en: "the agent runs, and holds no vault", ja: "エージェントは動作中ですが、解除中の保管庫はありません" },
  notRunning: { en: "no agent is running", ja: "エージェントは動作していません" },
  stopped: { en: "the agent has ended, and everything is locked", ja: "エージェントを終了し、すべてロックしました" },
})

const MINUTE_MS = 60_000
const MAX_MINUTES = 7 * 24 * 60
const minutesOf = (ms: number): number => Math.max(1, Math.round(ms / MINUTE_MS))

export const run: Run = async (context) => {
  const [verb] = context.operands
  switch (verb) {
    case "start":
      return await start(context)
    case "status":
      return await printStatus(context)
    case "script":
      await context.ports.stdio.out(FAR_SCRIPT)
      return DONE
    case "watch":
      return await watchForwards(context)
    case "stop":
      context.note((await context.ports.agent.stop()) ? AGENT_COMMAND_TEXTS.stopped : AGENT_COMMAND_TEXTS.notRunning)
      return DONE
    default:
      throw new AppError("usage", AGENT_COMMAND_TEXTS.usage)
  }
}

async function start(context: CommandContext): Promise<number> {
  const chosen = chosenLimits(context)
  const forwards = forwardsOf(context)
  await unlockFor(context, chosen)
  await openForwards(context, forwards)
  return DONE
}

async function unlockFor(context: CommandContext, chosen: Limits | null): Promise<void> {
  const held = vaultOf(await context.ports.agent.status(), vaultPath(context))
  if (held !== undefined && chosen === null) {
    context.note(AGENT_COMMAND_TEXTS.already, { left: minutesOf(held.leftMs) })
    return
  }
  const limits = chosen ?? limitsOf(context.ports.settings.read().agentMinutes)
  await withAskedVault(context, "read", (vault) =>
    handOver(context.ports.agent, { directory: vaultPath(context), identity: vault.keyText(), limits }),
  )
  const { idleMs, totalMs } = limits
  context.note(AGENT_COMMAND_TEXTS.unlocked, { idle: minutesOf(idleMs), total: minutesOf(totalMs) })
}

/** Null where no option says anything. */
function chosenLimits(context: CommandContext): Limits | null {
  const idle = context.number("timeout", 1, MAX_MINUTES)
  const total = context.number("max-time", 1, MAX_MINUTES)
  return idle === null && total === null ? null : limitsOf(idle ?? context.ports.settings.read().agentMinutes, total)
}

const vaultOf = (status: AgentStatus | null, path: string): AgentStatus["vaults"][number] | undefined =>
  status?.vaults.find(({ directory }) => directory === path)

async function printStatus(context: CommandContext): Promise<number> {
  const status = await context.ports.agent.status()
  const vault = vaultPath(context)
  const held = vaultOf(status, vault)
  if (context.flag("json")) {
    const leftS = held === undefined ? 0 : Math.floor(held.leftMs / 1000)
    const news = await context.ports.agent.news(0, false)
    const forwards = news?.forwards.map(({ name, socket }) => ({ name, socket })) ?? []
    await context.json({ running: status !== null, unlocked: held !== undefined, leftS, vault, forwards })
    return DONE
  }
  const unlocked = (status?.vaults ?? []).map(({ directory, leftMs }) =>
    context.format(AGENT_COMMAND_TEXTS.isUnlocked, { directory: sanitize(directory), left: minutesOf(leftMs) }),
  )
  const none = context.format(status === null ? AGENT_COMMAND_TEXTS.notRunning : AGENT_COMMAND_TEXTS.allLocked)
  for (const line of unlocked.length === 0 ? [none] : unlocked) await context.line(line)
  if (status !== null) for (const line of await forwardLines(context)) await context.line(line)
  return DONE
}
