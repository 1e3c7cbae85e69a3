import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import type { Row } from "../../core/frame.ts"
import { actionIn } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Effect } from "../../core/effects.ts"
import type { Msg } from "../../core/messages.ts"
import type { ReceiverPlace, ReceiverView } from "../../core/receiver.ts"
import type { Context } from "../../core/screen.ts"
import { EMPTY_ROW, paragraph } from "../rows.ts"

const TEXTS = texts({
  starting: { en: "Opening the page…", ja: "ページを準備しています…" },
  forward: {
    en: "On the machine you sit at, in a second terminal that stays open:",
    ja: "手元の別のターミナルで実行し、開いたままにします:",
  },
  silent: {
    en: "It may ask for your password; then it shows nothing, which is right.",
    ja: "パスワードを尋ねたあとは何も表示されませんが、それで正常です。",
  },
  named: { en: "Or: {command}NAME, with NAME as you usually type it.", ja: "または: {command}NAME（NAME は普段の名前）。" },
  unreachable: { en: "Does the page not open? Then step 1 is not running.", ja: "ページが開かない場合は、手順 1 が動いていません。" },
  openThere: { en: "Open this in the browser there:", ja: "そのコンピューターのブラウザーで次を開きます:" },
  openHere: { en: "Open this in a browser on this machine:", ja: "このコンピューターのブラウザーで次を開きます:" },
  keepOut: {
    en: "Do other users share this host? s shows a line that keeps them out.",
    ja: "ホストをほかの人も使う場合は、s で他人が接続できない方法を表示します。",
  },
  notHere: {
    en: "Do you sit at another machine? s shows the line for ssh.",
    ja: "別のコンピューターの前にいる場合は、s で ssh のコマンドを表示します。",
  },
  back: { en: "Does ssh refuse it? s shows the other way again.", ja: "ssh で使えない場合は、s で別の方法に戻ります。" },
  waiting: { en: "Waiting for the page to be opened…", ja: "ページが開かれるのを待っています…" },
  lost: { en: "The connection to the page was lost.", ja: "ページとの接続が切れました。" },
  kept: { en: "What was found is kept.", ja: "見つかったものは残っています。" },
  reconnect: {
    en: "If ssh has ended, start it again; then press Try again on the page, or open the page again:",
    ja: "ssh が終了していたら再び実行し、ページの「もう一度試す」を押すか、ページを開き直します:",
  },
  reload: { en: "Open the page again:", ja: "ページを開き直します:" },
  connected: { en: "The page is open.", ja: "ページが開いています。" },
  idle: { en: "The page was closed after 5 minutes without use.", ja: "5 分間使われなかったため、ページを閉じました。" },
  closed: { en: "The page is closed.", ja: "ページは閉じています。" },
  reopen: { en: "r opens it again.", ja: "r でもう一度開きます。" },
  copyCommand: { en: "copy the command", ja: "コマンドをコピーする" },
  copyCommandHint: { en: "copy command", ja: "コマンドをコピー" },
  copyAddress: { en: "copy the address", ja: "アドレスをコピーする" },
  copyAddressHint: { en: "copy address", ja: "アドレスをコピー" },
  otherWay: { en: "another way to reach the page", ja: "ページを開く別の方法" },
  otherWayHint: { en: "other way", ja: "別の方法" },
  again: { en: "open the page again", ja: "ページをもう一度開く" },
  againHint: { en: "open again", ja: "もう一度開く" },
  copiedCommand: { en: "The command was sent to the terminal's clipboard.", ja: "コマンドをターミナルのクリップボードへ送りました。" },
  copiedAddress: { en: "The address was sent to the terminal's clipboard.", ja: "アドレスをターミナルのクリップボードへ送りました。" },
})

export type LinkAction = "copy-command" | "copy-address" | "other-way" | "open-again"

const COPY_COMMAND: Binding<LinkAction> = {
  keys: ["c"],
  action: "copy-command",
  help: TEXTS.copyCommand,
  hint: TEXTS.copyCommandHint,
}
const COPY_ADDRESS: Binding<LinkAction> = {
  keys: ["y"],
  action: "copy-address",
  help: TEXTS.copyAddress,
  hint: TEXTS.copyAddressHint,
}
const OTHER_WAY: Binding<LinkAction> = { keys: ["s"], action: "other-way", help: TEXTS.otherWay, hint: TEXTS.otherWayHint }
const OPEN_AGAIN: Binding<LinkAction> = { keys: ["r"], action: "open-again", help: TEXTS.again, hint: TEXTS.againHint }
export const LINK_KEYS: readonly Binding<LinkAction>[] = [COPY_COMMAND, COPY_ADDRESS, OTHER_WAY, OPEN_AGAIN]

/** How a browser reaches the page: with a command on the machine that the user sits at, or at once on this one. */
interface Way {
  /** Null: none is needed. */
  readonly command: string | null
  /** The hint that leads to the next way. */
  readonly next: Sentence | null
}

/** A page that is served. */
type Served = ReceiverView & { readonly place: ReceiverPlace }

const isServed = (receiver: ReceiverView | null): receiver is Served => receiver !== null && receiver.place !== null

function waysOf({ place, overSsh }: Served): readonly [Way, ...Way[]] {
  const { toPort, toSocket } = place.forwarding
  const port: Way = { command: toPort, next: toSocket === null ? (overSsh ? null : TEXTS.back) : TEXTS.keepOut }
  const socket: readonly Way[] = toSocket === null ? [] : [{ command: toSocket, next: TEXTS.back }]
  return overSsh ? [port, ...socket] : [{ command: null, next: TEXTS.notHere }, port, ...socket]
}

function wayAt(receiver: Served, way: number): Way {
  const ways = waysOf(receiver)
  return ways[way % ways.length] ?? ways[0]
}

/** The keys that work now. While the page is open in a browser, only the help shows them. @param failed - It could not be started. */
export function linkKeys(receiver: ReceiverView | null, way: number, failed: boolean): readonly Binding<LinkAction>[] {
  if (!isServed(receiver)) return failed || (receiver !== null && receiver.ended !== null) ? [OPEN_AGAIN] : []
  const other = waysOf(receiver).length > 1 ? [OTHER_WAY] : []
  const keys = wayAt(receiver, way).command === null ? [COPY_ADDRESS, ...other] : [COPY_COMMAND, ...other, COPY_ADDRESS]
  return receiver.connected ? keys.map(({ hint: _, ...binding }) => binding) : keys
}

export interface LinkStep {
  readonly way: number
  readonly effects?: readonly Effect[]
  readonly toast?: string
}

/** @param page - Of the plan that the page shows; null: it receives. @returns null for a message that is not about the link */
export function updateLink(way: number, msg: Msg<string>, page: number | null, { receiver, lang }: Context): LinkStep | null {
  if (msg.type === "copied" && msg.what === "command") return { way, toast: format(TEXTS.copiedCommand, lang) }
  if (msg.type === "copied" && msg.what === "address") return { way, toast: format(TEXTS.copiedAddress, lang) }
  const action = actionIn(LINK_KEYS, msg)
  if (action === "open-again") return { way, effects: [{ type: "start-receiver", lang, page }] }
  if (action === undefined || !isServed(receiver)) return null
  const { command } = wayAt(receiver, way)
  switch (action) {
    case "copy-command":
      return { way, effects: command === null ? [] : [{ type: "copy", text: command, what: "command", label: "" }] }
    case "copy-address":
      return { way, effects: [{ type: "copy", text: receiver.place.address, what: "address", label: "" }] }
    case "other-way":
      return { way: (way + 1) % waysOf(receiver).length }
  }
}

/** What is done with the page: the step after it was opened, and what to add where there is room. */
export interface PageUse {
  readonly then: Sentence
  readonly more: readonly Sentence[]
  /** Shown instead of the step once nothing is left to do there; absent: it is not known. */
  readonly whole?: Sentence
}

/** The numbered steps that open the page, or that it is open, out of reach or has ended; at most `height` rows. */
export function linkRows(way: number, use: PageUse, context: Context, height: number): readonly Row[] {
  const { receiver, lang, body } = context
  const width = body.columns - 1
  const plain = (...all: readonly Sentence[]): readonly Row[] => paragraph(sentences(all, lang), width, { indent: 1 })
  if (receiver === null) return plain(TEXTS.starting)
  if (!isServed(receiver)) return plain(receiver.ended === "idle" ? TEXTS.idle : TEXTS.closed, TEXTS.reopen)
  if (receiver.connected) {
    const open = use.whole === undefined ? sentences([TEXTS.connected, use.then], lang) : format(use.whole, lang)
    const rows = paragraph(`✓ ${open}`, width, { indent: 1, role: "strong" })
    const more = use.whole === undefined ? use.more.map((sentence) => paragraph(format(sentence, lang), width, { indent: 3 })) : []
    return firstThatFits([[...rows, ...more.flat()], [...rows, ...(more[0] ?? [])], rows], Math.floor(height / 3))
  }
  const shown = wayAt(receiver, way)
  return receiver.lost ? lostRows(receiver, shown, context, height) : stepRows(receiver, shown, use, context, height)
}

const sentences = (all: readonly Sentence[], lang: Lang): string => all.map((one) => format(one, lang)).join(lang === "ja" ? "" : " ")

/** The last, cut off, where none does. */
const firstThatFits = (variants: readonly (readonly Row[])[], height: number): readonly Row[] =>
  variants.find((rows) => rows.length <= height) ?? variants.at(-1)?.slice(0, Math.max(1, height)) ?? []

/** A command or address. It starts at the left in a small window, to stay in one row: it is typed or selected as one word. */
const exactRows = (text: string, columns: number): readonly Row[] =>
  paragraph(sanitize(text, 400), columns - 1, { indent: columns < 60 ? 1 : 4, role: "strong" })

/** That the browser is gone, and how it comes back; with what was found in at most half of the height. */
function lostRows({ place, found }: Served, { command }: Way, { lang, body }: Context, height: number): readonly Row[] {
  const width = body.columns - 1
  const kept = found?.importable === true
  const lost = paragraph(sentences(kept ? [TEXTS.lost, TEXTS.kept] : [TEXTS.lost], lang), width, { indent: 1, role: "strong" })
  const help = paragraph(format(command === null ? TEXTS.reload : TEXTS.reconnect, lang), width, { indent: 1 })
  const again = [...(command === null ? [] : exactRows(command, body.columns)), ...exactRows(place.address, body.columns)]
  return firstThatFits([[...lost, ...help, ...again], [...lost, ...help], lost], kept ? Math.floor(height / 2) : height)
}

function stepRows({ place }: Served, { command, next }: Way, use: PageUse, context: Context, height: number): readonly Row[] {
  const { lang, body } = context
  const width = body.columns - 1
  const muted = (text: string): readonly Row[] => paragraph(text, width, { indent: 4, role: "muted" })
  const exact = (text: string): readonly Row[] => exactRows(text, body.columns)
  const named = (text: string): string => format(TEXTS.named, lang, { command: text.slice(0, -place.forwarding.host.length) })
  const steps = (full: boolean): readonly (readonly Row[])[] => {
    const hints = full ? [...muted(named(command ?? "")), ...muted(format(TEXTS.silent, lang))] : []
    const first = command === null ? [] : [{ title: TEXTS.forward, below: [...exact(command), ...hints] }]
    const unreachable = full && command !== null ? muted(format(TEXTS.unreachable, lang)) : []
    const open = { title: command === null ? TEXTS.openHere : TEXTS.openThere, below: [...exact(place.address), ...unreachable] }
    const then = { title: use.then, below: full ? use.more.flatMap((sentence) => muted(format(sentence, lang))) : [] }
    return [...first, open, then].map(({ title, below }, at) => {
      const [first = EMPTY_ROW, ...rest] = paragraph(format(title, lang), width, { indent: 4 })
      const numbered = first.map((part) => ({ ...part, text: part.text.replace("    ", ` ${at + 1}  `) }))
      return [numbered, ...rest, ...below]
    })
  }
  const waiting = paragraph(format(TEXTS.waiting, lang), width, { indent: 1 })
  const hint = next === null ? [] : paragraph(format(next, lang), width, { indent: 1, role: "muted" })
  const spaced = steps(true).flatMap((rows) => [...rows, EMPTY_ROW])
  const short = steps(false).flat()
  const variants = [
    [...spaced, ...waiting, ...(hint.length === 0 ? [] : [EMPTY_ROW, ...hint])],
    [...steps(true).flat(), EMPTY_ROW, ...waiting, ...hint],
    [...short, ...waiting, ...hint],
    [...short, ...waiting],
    short,
  ]
  return firstThatFits(variants, height)
}
