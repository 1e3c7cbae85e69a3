import type { Account } from "../../accounts/account.ts"
import { labelOf, sanitize } from "../../base/display.ts"
import { messageOf, format, texts } from "../../base/language.ts"
import type { Lang, Message } from "../../base/language.ts"
import type { Background, ImageReading } from "../../base/ports.ts"
import type { Input } from "../../formats/handler.ts"
import { encodeUtf8 } from "../../formats/records/text.ts"
import type { Received } from "../../receive/port.ts"
import type { FoundAccount, PartSet, ReceiveState, Remark } from "../../receive/protocol.ts"
import type { RowStatus } from "../import/plan.ts"
import type { ReadFile } from "../import/read-outcome.ts"
import { openInputs } from "../import/session.ts"
import type { ImportSession, SessionContext } from "../import/session.ts"
import { partSets } from "./part-sets.ts"

export const RECEIVED_TEXTS = texts({
  code: { en: "QR code {n}", ja: "QR コード {n}" },
  unknown: { en: "a QR code that holds no account", ja: "アカウントではない QR コードです" },
  locked: { en: "it is protected; its password is asked for in the terminal", ja: "保護されています。パスワードはターミナルで入力します" },
  guessed: {
    en: "it is in no known format; the terminal asks how to read it",
    ja: "対応していない形式です。読み取り方をターミナルで確認します",
  },
  unread: { en: "{count} {count|record|records} could not be read", ja: "{count} 件の項目を読み込めませんでした" },
  nothing: { en: "there is no account in it", ja: "アカウントが含まれていません" },
  full: {
    en: "that is more than one import takes; import what is there first",
    ja: "1 回に読み込める量を超えています。先にここまでの分をインポートしてください",
  },
})

/** Of one import. A person holds fewer codes and files to a camera. */
const MAX_ITEMS = 2_000
const MAX_BYTES = 256 << 20

/** How a row of the plan is shown on the page. */
const STATUS: Readonly<Record<Exclude<RowStatus, "repeated">, FoundAccount["status"]>> = {
  new: "new",
  present: "present",
  renamed: "present",
  "counter-ahead": "present",
  "other-secret": "differs",
}

/** Everything that has come from a page for scanning, as one import. Codes and files may come in any order, and repeatedly. */
export class ReceivedInputs {
  readonly #context: SessionContext
  readonly #lang: Lang
  readonly #pictures = new Map<Uint8Array, ImageReading>()
  /** The texts of the codes that were kept. */
  readonly #codes = new Set<string>()
  readonly #remarks: Remark[] = []
  #inputs: readonly Input[] = []
  #count = 0
  #items = 0
  #bytes = 0
  #isFull = false
  #session: ImportSession | null = null
  #sets: readonly PartSet[] = []
  /** What came while earlier things were being read: they are read together. */
  #arrived: Received[] = []
  #adding: Promise<boolean> = Promise.resolve(false)

  constructor(context: SessionContext, lang: Lang) {
    this.#context = { ...context, background: this.#remembering(context.background) }
    this.#lang = lang
  }

  /** All that came so far, unlocked nothing; null before the first account, set or file. */
  get session(): ImportSession | null {
    return this.#session
  }

  /**
   * Add what the page has sent; call it as soon as it comes. What comes while earlier things are read is read together afterwards. A code that
   * holds no account is left out, with a remark.
   *
   * @returns whether {@link state} has changed; false where the item was read together with an earlier one, which has returned true
   * @throws AppError `interrupted`
   */
  add(item: Received): Promise<boolean> {
    this.#count++
    this.#arrived.push(item)
    const added = this.#adding.then(async () => {
      const items = this.#arrived.splice(0)
      if (items.length > 0) await this.#addAll(items)
      return items.length > 0
    })
    this.#adding = added.catch(() => false)
    return added
  }

  /** What the page is to show. Holds no secret. @param existing - The accounts of the vault; empty where it is locked. */
  state(existing: readonly Account[]): ReceiveState {
    const rows = this.#session?.plan(existing).rows ?? []
    const accounts = rows.flatMap(({ draft, status }) =>
      status === "repeated" ? [] : [{ label: sanitize(labelOf(draft)), status: STATUS[status] }],
    )
    const remarks = [...this.#remarks, ...(this.#session?.files ?? []).flatMap((file) => this.#remarksOn(file))]
    return { mode: "receive", accounts, sets: this.#sets, remarks, waiting: this.#waiting(), received: this.#count }
  }

  /** Overwrite the files and codes. The session cannot unlock anything afterwards. */
  wipe(): void {
    for (const { bytes } of this.#inputs) bytes.fill(0)
    this.#inputs = []
    this.#codes.clear()
    this.#pictures.clear()
    this.#session = null
  }

  async #addAll(items: readonly Received[]): Promise<void> {
    const texts = this.#newTexts(items.flatMap((item) => (item.type === "texts" ? item.texts : [])))
    const files = items.flatMap((item) => (item.type === "file" ? [{ name: sanitize(item.name), bytes: item.bytes }] : []))
    const fresh = [...texts, ...files.filter((input) => this.#hasRoomFor(input))]
    if (fresh.length === 0) return
    const inputs = [...this.#inputs, ...fresh]
    const session = await openInputs(inputs, this.#context)
    const foreign = foreignTexts(session, texts)
    for (const input of foreign) {
      this.#remark(null, "note", messageOf(RECEIVED_TEXTS.unknown))
      input.bytes.fill(0)
    }
    const kept = inputs.filter((input) => !foreign.has(input))
    this.#inputs = kept
    this.#session = foreign.size === 0 ? session : kept.length === 0 ? null : await openInputs(kept, this.#context)
    const pictured = [...this.#pictures.values()].flatMap(({ codes }) => codes.map(({ text }) => text))
    this.#sets = await partSets([...this.#codes, ...pictured], this.#context.handlers, this.#lang)
  }

  #hasRoomFor({ bytes }: Input): boolean {
    this.#items++
    this.#bytes += bytes.length
    if (this.#items <= MAX_ITEMS && this.#bytes <= MAX_BYTES) return true
    this.#items--
    this.#bytes -= bytes.length
    bytes.fill(0)
    if (!this.#isFull) this.#remark(null, "problem", messageOf(RECEIVED_TEXTS.full))
    this.#isFull = true
    return false
  }

  /** An input for each text that has not come before. */
  #newTexts(found: readonly string[]): Input[] {
    const inputs: Input[] = []
    for (const text of found) {
      if (text.trim() === "" || this.#codes.has(text)) continue
      const input = { name: format(RECEIVED_TEXTS.code, this.#lang, { n: this.#codes.size + 1 }), bytes: encodeUtf8(text) }
      if (!this.#hasRoomFor(input)) break
      this.#codes.add(text)
      inputs.push(input)
    }
    return inputs
  }

  /** Pictures are opened anew with every addition, but decoded only once. */
  #remembering(background: Background): Background {
    return {
      argon2: (params, signal) => background.argon2(params, signal),
      readImage: async (bytes, signal) => {
        const known = this.#pictures.get(bytes)
        if (known !== undefined) return known
        const reading = await background.readImage(bytes, signal)
        this.#pictures.set(bytes, reading)
        return reading
      },
    }
  }

  #waiting(): ReceiveState["waiting"] {
    for (const { outcome } of this.#session?.files ?? []) {
      if (outcome.state === "locked") return outcome.ask.needs === "verification-code" ? "verification-code" : "password"
    }
    return null
  }

  #remark(name: string | null, kind: Remark["kind"], message: Message): void {
    this.#remarks.push({ name, kind, text: format(message, this.#lang) })
  }

  #remarksOn({ files, outcome }: ReadFile): Remark[] {
    const name = files.length === 1 ? sanitize(files[0] ?? "") : null
    const remark = (kind: Remark["kind"], message: Message): Remark => ({ name, kind, text: format(message, this.#lang) })
    switch (outcome.state) {
      case "locked":
        // The set of a transfer says that it waits for the verification code.
        return outcome.ask.needs === "verification-code" ? [] : [remark("locked", messageOf(RECEIVED_TEXTS.locked))]
      case "guessed":
        return [remark("note", messageOf(RECEIVED_TEXTS.guessed))]
      case "failed":
        return outcome.error.code === "transfer-incomplete" ? [] : [remark("problem", outcome.error)]
      case "read": {
        const unread = outcome.issues.filter(({ code }) => code !== "part-missing").length
        if (unread > 0) return [remark("problem", messageOf(RECEIVED_TEXTS.unread, { count: unread }))]
        const isEmpty = outcome.records.length === 0 && outcome.issues.length === 0
        return isEmpty ? [remark("note", messageOf(RECEIVED_TEXTS.nothing))] : []
      }
    }
  }
}

/** Those of the inputs, each one text, that are in no format that holds accounts. */
function foreignTexts({ files }: ImportSession, inputs: readonly Input[]): Set<Input> {
  const unknown = new Set(
    files.flatMap(({ files, outcome }) => (outcome.state === "failed" && outcome.error.code === "format-unknown" ? files : [])),
  )
  return new Set(inputs.filter(({ name }) => unknown.has(name)))
}
