import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
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
    ja: "手元のコンピューターの別のターミナルで実行します（閉じないでください）:",
  },
  silent: {
    en: "It may ask for your password; then it shows nothing, which is right.",
    ja: "パスワードを尋ねたあとは何も表示されませんが、それで正常です。",
  },
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
  copiedCommand: { en: "The command was sent to the terminal's clipboard.", ja: "コマンドを端末のクリップボードへ送りました。" },
  copiedAddress: { en: "The address was sent to the terminal's clipboard.", ja: "アドレスを端末のクリップボードへ送りました。" },
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

function waysOf({ forwarding: { toPort, toSocket }, overSsh }: ReceiverPlace): readonly [Way, ...Way[]] {
  const port: Way = { command: toPort, next: toSocket === null ? (overSsh ? null : TEXTS.back) : TEXTS.keepOut }
  const socket: readonly Way[] = toSocket === null ? [] : [{ command: toSocket, next: TEXTS.back }]
  return overSsh ? [port, ...socket] : [{ command: null, next: TEXTS.notHere }, port, ...socket]
}

function wayAt(place: ReceiverPlace, way: number): Way {
  const ways = waysOf(place)
  return ways[way % ways.length] ?? ways[0]
}

/** The keys that work now. While the page is open in a browser, only the help shows them. @param failed - It could not be started. */
export function linkKeys(receiver: ReceiverView | null, way: number, failed: boolean): readonly Binding<LinkAction>[] {
  const place = receiver?.place ?? null
  if (place === null) return failed || (receiver !== null && receiver.ended !== null) ? [OPEN_AGAIN] : []
  const keys = [
    ...(wayAt(place, way).command === null ? [] : [COPY_COMMAND]),
    COPY_ADDRESS,
    ...(waysOf(place).length > 1 ? [OTHER_WAY] : []),
  ]
  return receiver?.connected === true ? keys.map(({ hint: _, ...binding }) => binding) : keys
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
  const place = receiver?.place ?? null
  if (action === undefined || place === null) return null
  const { command } = wayAt(place, way)
  switch (action) {
    case "copy-command":
      return { way, effects: command === null ? [] : [{ type: "copy", text: command, what: "command", label: "" }] }
    case "copy-address":
      return { way, effects: [{ type: "copy", text: place.address, what: "address", label: "" }] }
    case "other-way":
      return { way: (way + 1) % waysOf(place).length }
  }
}

/** What is done with the page: the step after it was opened, and what to add where there is room. */
export interface PageUse {
  readonly then: Sentence
  readonly more: Sentence
}

/** The numbered steps that open the page, or that it is open or has ended; at most `height` rows. */
export function linkRows(way: number, use: PageUse, context: Context, height: number): readonly Row[] {
  const { receiver, lang, body } = context
  const width = body.columns - 1
  const place = receiver?.place ?? null
  const plain = (...sentences: readonly Sentence[]): readonly Row[] =>
    paragraph(sentences.map((sentence) => format(sentence, lang)).join(lang === "ja" ? "" : " "), width, { indent: 1 })
  if (receiver === null) return plain(TEXTS.starting)
  if (place === null) return plain(receiver.ended === "idle" ? TEXTS.idle : TEXTS.closed, TEXTS.reopen)
  if (receiver.connected) {
    const open = `✓ ${format(TEXTS.connected, lang)}${lang === "ja" ? "" : " "}${format(use.then, lang)}`
    const rows = paragraph(open, width, { indent: 1, role: "strong" })
    const more = paragraph(format(use.more, lang), width, { indent: 3 })
    return rows.length + more.length <= Math.floor(height / 3) ? [...rows, ...more] : rows
  }
  return stepRows(place, wayAt(place, way), use, context, height)
}

function stepRows(place: ReceiverPlace, { command, next }: Way, use: PageUse, context: Context, height: number): readonly Row[] {
  const { lang, body } = context
  const width = body.columns - 1
  const muted = (sentence: Sentence): readonly Row[] => paragraph(format(sentence, lang), width, { indent: 4, role: "muted" })
  // Typed or selected as one word: it starts at the left, to stay in one row.
  const exact = (text: string): readonly Row[] =>
    paragraph(sanitize(text, 400), width, { indent: body.columns < 60 ? 1 : 4, role: "strong" })
  const steps = (full: boolean): readonly (readonly Row[])[] => {
    const forward = command === null ? [] : [{ title: TEXTS.forward, below: [...exact(command), ...(full ? muted(TEXTS.silent) : [])] }]
    const open = { title: command === null ? TEXTS.openHere : TEXTS.openThere, below: exact(place.address) }
    const then = { title: use.then, below: full ? muted(use.more) : [] }
    return [...forward, open, then].map(({ title, below }, at) => {
      const [first = EMPTY_ROW, ...rest] = paragraph(format(title, lang), width, { indent: 4 })
      const numbered = first.map((part) => ({ ...part, text: part.text.replace("    ", ` ${at + 1}  `) }))
      return [numbered, ...rest, ...below]
    })
  }
  const waiting = paragraph(format(TEXTS.waiting, lang), width, { indent: 1 })
  const hint = next === null ? [] : paragraph(format(next, lang), width, { indent: 1, role: "muted" })
  const spaced = steps(true).flatMap((rows) => [...rows, EMPTY_ROW])
  const variants = [
    [...spaced, ...waiting, ...(hint.length === 0 ? [] : [EMPTY_ROW, ...hint])],
    [...steps(true).flat(), EMPTY_ROW, ...waiting, ...hint],
    [...steps(false).flat(), ...waiting, ...hint],
    [...steps(false).flat(), ...waiting],
    steps(false).flat(),
  ]
  return variants.find((rows) => rows.length <= height) ?? steps(false).flat().slice(0, height)
}
