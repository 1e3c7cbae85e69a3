import type { Asking, Forward, LogEntry, Outcome } from "../../agent/port.ts"
import { sanitize } from "../../base/display.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import type { CommandContext } from "../context.ts"
import { vaultPath } from "../vault-access.ts"

const FORWARD_COMMAND_TEXTS = texts({
  badOption: {
    en: "--forward takes NAME=SOCKET: a name for the host of letters, digits, dots, dashes and underscores, and the absolute path of a socket in a directory of your own",
    ja: "--forward には NAME=SOCKET を指定します。NAME は英数字、ピリオド、ハイフン、アンダースコアによるホストの呼び名、SOCKET は本人だけのディレクトリにあるソケットの絶対パスです",
  },
  opened: { en: "{socket} is open for {name}", ja: "{name} のための {socket} を開きました" },
  unasked: {
    en: "there is no program to ask you (SSH_ASKPASS on a desktop): keep keyferry agent watch open on a terminal, or nothing is given",
    ja: "確認を求めるプログラム（デスクトップでの SSH_ASKPASS）がありません。ターミナルで keyferry agent watch を実行しておかないと、何も渡されません",
  },
  open: { en: "forwarded to {name}: {socket}", ja: "{name} に転送: {socket}" },
  entry: { en: "{time}  {name}  {about}  {outcome}", ja: "{time}  {name}  {about}  {outcome}" },
  repeated: { en: "{outcome} ({count} times)", ja: "{outcome}（{count} 回）" },
})

const OUTCOMES = {
  given: { en: "given", ja: "渡しました" },
  refused: { en: "refused", ja: "拒否しました" },
  unasked: { en: "refused: no way to ask", ja: "拒否: 確認できる人がいません" },
  withdrawn: { en: "withdrawn", ja: "取り下げられました" },
  none: { en: "refused: no such account", ja: "拒否: 該当なし" },
  many: { en: "refused: several accounts match", ja: "拒否: 複数のアカウントが一致" },
  wait: { en: "refused: the code was given before", ja: "拒否: 渡し済みのコード" },
  locked: { en: "refused: locked", ja: "拒否: ロック中" },
  usage: { en: "refused: no request", ja: "拒否: 不正な要求" },
  busy: { en: "refused: too many requests", ja: "拒否: 要求が多すぎます" },
  failed: { en: "failed", ja: "失敗しました" },
} satisfies Record<Outcome, Sentence>

const FORWARD = /^([A-Za-z0-9._-]{1,64})=(\/.*)$/s
/** What a program needs to reach the user's screen. */
const SCREEN = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "LANG", "LC_ALL"]
const STATUS_ENTRIES = 5

/** The sockets that the options name. @throws AppError `usage` */
export function forwardsOf(context: CommandContext): readonly Forward[] {
  return context.values("forward").map((value) => {
    const [, name, socket] = FORWARD.exec(value) ?? []
    if (name === undefined || socket === undefined) throw new AppError("usage", FORWARD_COMMAND_TEXTS.badOption)
    return { name, socket, directory: vaultPath(context) }
  })
}

/** @throws AppError as `Agent.forward` */
export async function openForwards(context: CommandContext, forwards: readonly Forward[]): Promise<void> {
  const asking = askingOf(context.ports.env)
  for (const forward of forwards) {
    await context.ports.agent.forward(forward, asking)
    context.note(FORWARD_COMMAND_TEXTS.opened, { name: forward.name, socket: forward.socket })
  }
  if (forwards.length > 0 && asking === null) context.note(FORWARD_COMMAND_TEXTS.unasked)
}

/** Null where no program can ask on a screen. keyferry's own answers prompts, and refuses every question. */
function askingOf(env: CommandContext["ports"]["env"]): Asking | null {
  const program = env["SSH_ASKPASS"] ?? ""
  const hasScreen = ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => (env[name] ?? "") !== "")
  if (!program.startsWith("/") || program.endsWith("/keyferry-askpass") || !hasScreen) return null
  return { program, env: Object.fromEntries(SCREEN.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))) }
}

/** The sockets that are open, and what was asked last. */
export async function forwardLines(context: CommandContext): Promise<readonly string[]> {
  const { forwards, entries } = (await context.ports.agent.news(0, false)) ?? { forwards: [], entries: [] }
  const open = forwards.map(({ name, socket }) => context.format(FORWARD_COMMAND_TEXTS.open, { name, socket: sanitize(socket) }))
  return [...open, ...entries.slice(-STATUS_ENTRIES).map((entry) => entryLine(context, entry))]
}

/** One line of the log. */
export function entryLine(context: CommandContext, { atMs, name, about, outcome, count }: LogEntry): string {
  const text = context.format(OUTCOMES[outcome])
  return context.format(FORWARD_COMMAND_TEXTS.entry, {
    time: localTime(new Date(atMs)),
    name,
    about: about === "" ? "-" : sanitize(about),
    outcome: count === 1 ? text : context.format(FORWARD_COMMAND_TEXTS.repeated, { outcome: text, count }),
  })
}

function localTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0")
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}
