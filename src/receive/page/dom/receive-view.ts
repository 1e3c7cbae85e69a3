import type { FoundAccount, PartSet, Remark } from "../../protocol.ts"
import type { PageModel } from "../core/model.ts"
import type { Say, TextName } from "../core/texts.ts"
import { countWords, remarkWords, setWords, STATUS_WORDS, waitingWords } from "../core/wording.ts"
import { button, el, icon, setText } from "./elements.ts"
import type { IconName } from "./elements.ts"

const STATUS_ICONS: Readonly<Record<FoundAccount["status"], IconName>> = { new: "tick", present: "dash", differs: "differs" }
const REMARK_WORDS: Readonly<Record<Remark["kind"], TextName>> = { locked: "locked", problem: "problem", note: "note" }
const REMARK_ICONS: Readonly<Record<Remark["kind"], IconName>> = { locked: "lock", problem: "differs", note: "dash" }

/** Scanning, and what was found. */
export class ReceiveView {
  readonly root: HTMLElement
  readonly #say: Say
  readonly #waiting = el("div", { class: "notice", hidden: true })
  readonly #sets = el("section", { class: "sets", hidden: true })
  readonly #sending = el("p", { class: "sending" })
  readonly #count = el("span", { class: "count" })
  readonly #accounts = el("ol", { class: "accounts", reversed: true })
  readonly #next: HTMLElement
  readonly #remarks = el("ul", { class: "remarks" })
  readonly #remarksSection: HTMLElement
  /** What the lists show now: they are made anew only where that changes. */
  #shown: Partial<Record<"accounts" | "sets" | "remarks", unknown>> = {}

  constructor(say: Say, viewfinder: HTMLElement, chosen: (files: readonly File[]) => void) {
    this.#say = say
    this.#sets.setAttribute("aria-label", say("sets"))
    this.#next = el("p", { class: "soft", hidden: true }, say("next"))
    this.#remarksSection = el("section", { class: "noted", hidden: true }, el("h2", {}, say("remarks")), this.#remarks)
    this.root = el(
      "div",
      { class: "receive" },
      el("h1", {}, say("title")),
      el("p", { class: "lead" }, say("lead")),
      viewfinder,
      this.#waiting,
      this.#sets,
      el("section", { class: "found" }, el("h2", {}, say("found"), " ", this.#count), this.#accounts, this.#next),
      this.#remarksSection,
      otherWays(say, chosen, this.#sending),
    )
  }

  update({ state, remarks, sending }: PageModel): void {
    const receive = state?.mode === "receive" ? state : { accounts: [], sets: [], remarks: [], waiting: null }
    this.#showWaiting(receive.waiting)
    this.#once("sets", receive.sets, () => {
      this.#sets.hidden = receive.sets.length === 0
      this.#sets.replaceChildren(...receive.sets.map((set) => setCard(set, this.#say)))
    })
    setText(this.#count, countWords(receive.accounts.length, this.#say))
    this.#next.hidden = receive.accounts.length === 0
    this.#once("accounts", receive.accounts, () => {
      this.#accounts.replaceChildren(...receive.accounts.map((account) => accountRow(account, this.#say)).reverse())
    })
    const all = [...receive.remarks, ...remarks]
    this.#once("remarks", all, () => {
      this.#remarksSection.hidden = all.length === 0
      this.#remarks.replaceChildren(...all.map((remark) => remarkRow(remark, this.#say)).reverse())
    })
    setText(this.#sending, sending?.name == null ? "" : this.#say("sending", { name: sending.name }))
  }

  #showWaiting(waiting: "password" | "verification-code" | null): void {
    this.#waiting.hidden = waiting === null
    if (waiting === null) return
    const { title, text } = waitingWords(waiting, this.#say)
    this.#waiting.replaceChildren(icon("lock"), el("div", {}, el("strong", {}, title), el("p", {}, text)))
  }

  #once(what: "accounts" | "sets" | "remarks", value: unknown, show: () => void): void {
    const key = JSON.stringify(value)
    if (this.#shown[what] === key) return
    this.#shown[what] = key
    show()
  }
}

function setCard(set: PartSet, say: Say): HTMLElement {
  const { status, missing } = setWords(set, say)
  const parts = Array.from({ length: set.count }, (_, at) => el("li", { class: set.have.includes(at + 1) ? "have" : "" }, String(at + 1)))
  return el(
    "article",
    { class: missing === "" ? "set whole" : "set" },
    el("h2", {}, set.title),
    el("p", { class: "status" }, ...(missing === "" ? [icon("tick")] : []), status),
    el("ol", { class: "parts", "aria-hidden": "true" }, ...parts),
    ...(missing === "" ? [] : [el("p", { class: "soft" }, missing)]),
  )
}

const accountRow = ({ label, status }: FoundAccount, say: Say): HTMLElement =>
  el(
    "li",
    { class: status },
    el("span", { class: "badge" }, icon(STATUS_ICONS[status])),
    el("span", { class: "label" }, label),
    el("span", { class: "tag" }, say(STATUS_WORDS[status])),
  )

const remarkRow = (remark: Remark, say: Say): HTMLElement =>
  el(
    "li",
    { class: remark.kind },
    el("span", { class: "badge" }, icon(REMARK_ICONS[remark.kind])),
    el("span", {}, el("span", { class: "unseen" }, `${say(REMARK_WORDS[remark.kind])}: `), remarkWords(remark)),
  )

function otherWays(say: Say, chosen: (files: readonly File[]) => void, sending: HTMLElement): HTMLElement {
  const input = el("input", { type: "file", multiple: true, hidden: true })
  input.addEventListener("change", () => {
    chosen([...(input.files ?? [])])
    // The same file may be chosen again.
    input.value = ""
  })
  const choose = button(say("choose"), "plain", () => {
    input.click()
  })
  const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
  const keys = el("span", { class: "keys" }, el("kbd", {}, isMac ? "⌘" : "Ctrl"), " ", el("kbd", {}, "V"))
  const way = (name: IconName, title: string, ...text: (Node | string)[]) =>
    el("div", { class: "way" }, icon(name), el("div", {}, el("h3", {}, title), el("p", {}, ...text)))
  return el(
    "section",
    { class: "ways" },
    el("h2", {}, say("ways")),
    way("paste", say("pasteTitle"), say("pasteText"), " ", keys),
    way("drop", say("dropTitle"), say("dropText")),
    el("div", { class: "choose" }, choose, input, sending),
  )
}
