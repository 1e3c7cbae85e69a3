import { AppError, COMMON } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import { forwardingTo } from "../../migrate/receive/forwarding.ts"
import { ReceivedInputs } from "../../migrate/receive/received.ts"
import type { Receiving } from "../../receive/port.ts"
import type { EndReason, ReceiveState } from "../../receive/protocol.ts"
import type { Account } from "../../accounts/account.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { importInto } from "../import/importing.ts"
import { answerPending, givenKeys } from "../import/reading.ts"
import { withVault } from "../vault-access.ts"

export const RECEIVE_TEXTS = texts({
  tunnel: { en: "On the machine that you sit at, in a second terminal:", ja: "手元のマシンの別のターミナルで実行してください:" },
  socket: { en: "or, where others use this host too:", ja: "または、このホストをほかの人も使っている場合:" },
  open: { en: "Then open this page in its browser:", ja: "次に、そのブラウザーでこのページを開いてください:" },
  openHere: { en: "Open this page in a browser:", ja: "このページをブラウザーで開いてください:" },
  enter: { en: "Enter ends the page and goes on. ", ja: "Enter でページを終了して進みます。" },
  connected: { en: "the page is open in a browser", ja: "ページがブラウザーで開かれました" },
  lost: { en: "the page is no longer open", ja: "ページとの接続が切れました" },
  account: { en: "{label} ({status})", ja: "{label}（{status}）" },
  new: { en: "new", ja: "新規" },
  present: { en: "already there", ja: "登録済み" },
  differs: { en: "same name, other secret", ja: "同名・別のシークレット" },
  set: { en: "{title}: {have} of {count}", ja: "{title}: {count} 個中 {have} 個" },
  tunnelFree: {
    en: "the page has ended; the tunnel can be closed with Ctrl-C where ssh runs",
    ja: "ページを終了しました。トンネルは ssh を実行しているターミナルで Ctrl-C を押すと閉じられます",
  },
  idle: { en: "the page has ended: it was not used for 5 minutes", ja: "5 分間使われなかったため、ページを終了しました" },
  idleEnter: {
    en: "the page has ended: it was not used for 5 minutes. Press Enter to go on",
    ja: "5 分間使われなかったため、ページを終了しました。Enter で進みます",
  },
  none: { en: "nothing was received", ja: "何も受け取りませんでした" },
})

const MAX_PORT = 65_535

export const run: Run = async (context) => {
  const port = context.number("port", 1, MAX_PORT) ?? 0
  // Read before the page is shown: a key that cannot be read ends the command at once.
  const keys = await givenKeys(context)
  return await withVault(context, context.flag("dry-run") ? "read" : "change", async (vault) => {
    const { background, gpg, clock } = context.ports
    const handlers = await context.formats()
    const received = new ReceivedInputs({ background, gpg, handlers, nowMs: clock.nowMs(), signal: context.signal }, context.lang)
    try {
      await servePage(context, port, received, vault.accounts)
      if (received.session === null) throw new AppError("nothing-found", RECEIVE_TEXTS.none)
      const { session, status } = await answerPending(context, received.session, keys, null)
      return await importInto(context, vault, session, status, (value) => context.jsonLine(value))
    } finally {
      received.wipe()
    }
  })
}

/**
 * Serve the page until the user ends it, and read what comes from it.
 *
 * @param existing - The accounts of the vault.
 * @throws AppError `io`, `interrupted`
 */
async function servePage(context: CommandContext, port: number, received: ReceivedInputs, existing: readonly Account[]): Promise<void> {
  const report = new Report(context)
  let adding: Promise<void> = Promise.resolve()
  let page: Receiving | null = null
  let endIdle: (reason: EndReason) => void = () => undefined
  const idle = new Promise<EndReason>((resolve) => {
    endIdle = resolve
  })
  const show = async (): Promise<void> => {
    const state = received.state(existing)
    page?.show(state)
    await report.show(state)
  }
  page = await context.ports.receiver.start(
    { port, lang: context.lang, state: received.state(existing), random: context.ports.random },
    {
      received: (item) => {
        const added = received.add(item)
        adding = adding.then(async () => {
          if (await added) await show()
        })
        // Reported at the end.
        adding.catch(() => undefined)
      },
      turned: () => undefined,
      connected: (isConnected) => {
        context.note(isConnected ? RECEIVE_TEXTS.connected : RECEIVE_TEXTS.lost)
      },
      ended: endIdle,
    },
  )
  let reason: EndReason = "stopped"
  try {
    await introduce(context, page)
    reason = await ending(context, idle)
  } finally {
    await page.end(reason)
  }
  if (reason === "done" && context.ports.machine.sshHost.connection !== undefined) context.note(RECEIVE_TEXTS.tunnelFree)
  await adding
}

/** Wait for Enter; without a terminal, until the page is not used any more. @throws AppError `interrupted` */
async function ending(context: CommandContext, idle: Promise<EndReason>): Promise<EndReason> {
  const interrupted = new Promise<never>((_, reject) => {
    const stop = (): void => {
      reject(new AppError("interrupted", COMMON.interrupted))
    }
    if (context.signal.aborted) stop()
    context.signal.addEventListener("abort", stop, { once: true })
  })
  let isAsking = true
  void idle.then(() => {
    context.note(isAsking ? RECEIVE_TEXTS.idleEnter : RECEIVE_TEXTS.idle)
  })
  const answer = await Promise.race([context.ports.terminal.askLine(context.format(RECEIVE_TEXTS.enter)), interrupted])
  isAsking = false
  return answer === null ? await Promise.race([idle, interrupted]) : "done"
}

async function introduce(context: CommandContext, page: Receiving): Promise<void> {
  const { sshHost } = context.ports.machine
  const { toPort, toSocket } = forwardingTo(sshHost, page)
  if (context.flag("json")) {
    await context.jsonLine({ url: page.address, forward: toPort, forwardSocket: toSocket })
    return
  }
  const isRemote = sshHost.connection !== undefined
  const lines = isRemote
    ? [
        context.format(RECEIVE_TEXTS.tunnel),
        `  ${toPort}`,
        ...(toSocket === null ? [] : [context.format(RECEIVE_TEXTS.socket), `  ${toSocket}`]),
        context.format(RECEIVE_TEXTS.open),
      ]
    : [context.format(RECEIVE_TEXTS.openHere)]
  // The commands and the address, which are indented, stay whole.
  for (const line of [...lines, `  ${page.address}`]) await (line.startsWith(" ") ? context.line(line) : context.message(line))
}

/** Reports what came, each thing once. */
class Report {
  readonly #context: CommandContext
  readonly #reported = new Set<string>()

  constructor(context: CommandContext) {
    this.#context = context
  }

  async show({ accounts, sets, remarks }: ReceiveState): Promise<void> {
    for (const { label, status } of accounts)
      await this.#say({ type: "account", label, status }, messageOf(RECEIVE_TEXTS.account, { label, status: RECEIVE_TEXTS[status] }))
    for (const { title, have, count } of sets)
      await this.#say({ type: "set", title, have, count }, messageOf(RECEIVE_TEXTS.set, { title, have: have.length, count }))
    for (const { name, text } of remarks) {
      // It is in the user's language already.
      const sentence = { en: text, ja: text }
      if (this.#isNew(`remark ${name} ${text}`)) this.#context.note(sentence, {}, name ?? undefined)
    }
  }

  async #say(value: object, message: Message): Promise<void> {
    if (!this.#isNew(JSON.stringify(value))) return
    if (this.#context.flag("json")) await this.#context.jsonLine(value)
    else await this.#context.line(this.#context.format(message.sentence, message.detail))
  }

  #isNew(thing: string): boolean {
    const isNew = !this.#reported.has(thing)
    this.#reported.add(thing)
    return isNew
  }
}
