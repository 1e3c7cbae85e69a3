import type { Draft } from "../accounts/account.ts"
import { isAppError } from "../base/errors.ts"
import type { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"
import type { Background, Random } from "../base/ports.ts"
import { toRecord } from "../accounts/record.ts"
import type { Handler } from "../formats/handler.ts"
import { ANSWER_TEXTS, answerOf, PluginFault } from "./answer.ts"
import type { Answer } from "./answer.ts"
import { accountsFor, filesOfOurs, kept, mutations, oddInputs } from "./check-inputs.ts"
import type { CheckInput } from "./check-inputs.ts"
import { recordFor } from "./handler.ts"
import { manifestOf } from "./manifest.ts"
import type { Manifest } from "./manifest.ts"
import type { StartPlugin } from "./ports.ts"
import { PluginSession } from "./session.ts"

export const CHECK_TEXTS = texts({
  loads: { en: "it loads, and says what it is", ja: "読み込めて、自己記述が正しい" },
  ownId: { en: "its id is its own", ja: "ID が keyferry の形式と重ならない" },
  foreign: { en: "it does not claim files of keyferry's own formats", ja: "keyferry の形式のファイルを自分のものとしない" },
  odd: { en: "it answers whatever it is shown", ja: "どのような入力にも正しく応答する" },
  sample: { en: "it recognises and reads {file}", ja: "{file} を判別して読み込める" },
  wrongPassword: { en: "it tells a wrong password for {file}", ja: "{file} の誤ったパスワードを判別できる" },
  mutated: { en: "it bears {count} damaged copies of {file}", ja: "{file} を壊した {count} 個に正しく応答する" },
  written: { en: "what it writes it reads back to the last field it keeps", ja: "書き出した内容を、保持する項目まですべて読み戻せる" },
  writtenProtected: { en: "the same with a password", ja: "パスワード付きでも同様に読み戻せる" },
  noSample: { en: "no sample was given: reading was not checked", ja: "サンプルが指定されていないため、読み込みは確認していません" },
  takenId: { en: "{id} is a format of keyferry itself; choose another id", ja: "{id} は keyferry の形式です。別の ID にしてください" },
  claims: { en: "it says yes to a file of {format}", ja: "{format} のファイルに yes と応答しました" },
  notSaid: { en: "to {input}: detect says yes, maybe or no", ja: "{input}: detect の応答は yes、maybe、no のいずれかです" },
  unclaimed: { en: "it does not recognise it", ja: "判別できません" },
  empty: {
    en: "there is no account in it; records that could not be read: {count}",
    ja: "アカウントが含まれていません (読み込めなかった項目: {count} 件)",
  },
  locked: { en: "it asks for a password: give it with --password-file", ja: "パスワードが必要です。--password-file で指定してください" },
  opened: { en: "a wrong password opens it", ja: "誤ったパスワードで開けてしまいます" },
  notSame: { en: "the second reading gives something else than the first", ja: "2 回目の読み込みの結果が 1 回目と異なります" },
  tells: { en: "the reason of an issue holds a secret", ja: "読み込めない理由の文にシークレットが含まれています" },
  lost: { en: "{count} of {total} accounts did not come back as they were", ja: "{total} 件中 {count} 件が元の内容と一致しません" },
  threw: { en: "on {input} it threw {name} in line {line}: {message}", ja: "{input}: {line} 行目で {name} が発生しました: {message}" },
  threwSomewhere: { en: "on {input} it threw {name}: {message}", ja: "{input}: {name} が発生しました: {message}" },
  failed: { en: "on {input}: {reason}", ja: "{input}: {reason}" },
})

export interface Check {
  readonly what: Message
  /** Empty: it holds. */
  readonly problems: readonly Message[]
}

export interface CheckContext {
  /** The plugin's file, as its author named it; for messages. */
  readonly file: string
  readonly start: StartPlugin
  readonly background: Background
  readonly random: Random
  readonly nowMs: number
  /** The formats there are. */
  readonly ours: readonly Handler[]
  /** Opens the samples that are locked; null: none was given. */
  readonly password: string | null
  readonly signal?: AbortSignal
}

/** Of a plugin that hangs one wants to hear soon. */
const LIMITS_MS = { manifest: 15_000, detect: 5_000, open: 30_000, write: 30_000 }
const MUTATIONS = 200
/** Enough to work on. */
const MAX_PROBLEMS = 5

/**
 * Hold a plugin to what every format is held to. Nothing of it needs to be allowed: it runs contained, and sees the samples alone.
 *
 * @throws AppError `interrupted`
 */
export async function* checkPlugin(source: Uint8Array, samples: readonly CheckInput[], context: CheckContext): AsyncGenerator<Check> {
  const session = new PluginSession({ title: context.file, source, start: context.start, limits: LIMITS_MS })
  const run = new Run(session, context)
  try {
    const manifest = await run.manifest()
    yield { what: finding("loads"), problems: run.taken() }
    if (manifest === null) return
    const taken = context.ours.some(({ id, plugin }) => id === manifest.id && plugin === undefined)
    yield { what: finding("ownId"), problems: taken ? [finding("takenId", { id: manifest.id })] : [] }
    if (manifest.reads) {
      yield { what: finding("foreign"), problems: await run.foreign() }
      yield { what: finding("odd"), problems: await run.odd() }
      for (const sample of samples) yield* run.sample(sample)
    }
    if (manifest.writer !== null) yield* run.written(manifest)
  } finally {
    await session.rest()
  }
}

const finding = (name: keyof typeof CHECK_TEXTS, detail: Message["detail"] = {}): Message => ({ sentence: CHECK_TEXTS[name], detail })

class Run {
  readonly #session: PluginSession
  readonly #context: CheckContext
  #problems: Message[] = []

  constructor(session: PluginSession, context: CheckContext) {
    this.#session = session
    this.#context = context
  }

  /** The problems since it was last asked. */
  taken(): readonly Message[] {
    const problems = this.#problems.slice(0, MAX_PROBLEMS)
    this.#problems = []
    return problems
  }

  /** Its value; undefined where it failed, which is a problem unless `refusing` says that the plugin may say so. */
  async #try<T>(input: string, work: () => Promise<T>, refusing: (error: AppError) => boolean = () => false): Promise<T | undefined> {
    // Five that hang are enough to know.
    if (this.#problems.length >= MAX_PROBLEMS) return undefined
    try {
      return await work()
    } catch (error) {
      if (!isAppError(error) || error.code === "interrupted") throw error
      if (!refusing(error)) {
        this.#problems.push(
          error instanceof PluginFault
            ? finding(error.fault.line > 0 ? "threw" : "threwSomewhere", { input, ...error.fault })
            : { sentence: withReason(error), detail: { ...error.detail, input } },
        )
        await this.#session.rest()
      }
      return undefined
    }
  }

  async manifest(): Promise<Manifest | null> {
    const { signal } = this.#context
    return (await this.#try(this.#context.file, async () => manifestOf(await this.#session.manifest({ signal })))) ?? null
  }

  async #detect({ name, bytes }: CheckInput): Promise<unknown> {
    return await this.#try(name, () => this.#session.detect(bytes, { signal: this.#context.signal }))
  }

  async #open({ name, bytes }: CheckInput, password: string | null, mayRefuse: boolean): Promise<Answer | undefined> {
    const { signal } = this.#context
    const at = { plugin: this.#context.file, unlocking: password !== null, signal }
    return await this.#try(
      name,
      async () => answerOf(await this.#session.open(bytes, password, { signal }), at),
      (error) => mayRefuse && isRefusal(error),
    )
  }

  async foreign(): Promise<readonly Message[]> {
    for (const file of await filesOfOurs(
      this.#context.ours.filter(({ plugin }) => plugin === undefined),
      this.#context,
    )) {
      if ((await this.#detect(file)) === "yes") this.#problems.push(finding("claims", { format: file.name }))
    }
    return this.taken()
  }

  async odd(): Promise<readonly Message[]> {
    for (const input of oddInputs()) {
      const answer = await this.#detect(input)
      if (answer !== undefined && !["yes", "maybe", "no"].includes(answer as string))
        this.#problems.push(finding("notSaid", { input: input.name }))
      // By --from it is asked to open anything.
      const opened = await this.#open(input, null, true)
      if (opened?.kind === "locked") await this.#open(input, "a password", true)
    }
    return this.taken()
  }

  async *sample(sample: CheckInput): AsyncGenerator<Check> {
    const { password } = this.#context
    const file = sample.name
    const answer = await this.#detect(sample)
    if (answer === "no") this.#problems.push(finding("unclaimed"))
    const first = await this.#open(sample, null, false)
    const locked = first?.kind === "locked"
    if (locked && password === null) this.#problems.push(finding("locked"))
    const key = locked ? password : null
    const read = locked && key !== null ? await this.#open(sample, key, false) : first
    if (read?.kind === "accounts") {
      this.#look(read)
      const again = await this.#open(sample, key, false)
      if (again?.kind !== "accounts" || told(again) !== told(read)) this.#problems.push(finding("notSame"))
    }
    yield { what: finding("sample", { file }), problems: this.taken() }
    if (locked) {
      const wrong = await this.#open(sample, `${password ?? ""} no`, true)
      if (wrong !== undefined) this.#problems.push(finding("opened"))
      yield { what: finding("wrongPassword", { file }), problems: this.taken() }
    }
    for (const bytes of mutations(sample.bytes, MUTATIONS)) {
      const copy = { name: file, bytes }
      await this.#detect(copy)
      const opened = await this.#open(copy, null, true)
      // A key derivation for each would take minutes.
      if (opened?.kind === "locked" && bytes.length % 8 === 0) await this.#open(copy, key ?? "a password", true)
    }
    yield { what: finding("mutated", { file, count: MUTATIONS }), problems: this.taken() }
  }

  #look({ drafts, issues }: Answer & { kind: "accounts" }): void {
    if (drafts.length === 0) this.#problems.push(finding("empty", { count: issues.length }))
    const secrets = drafts.map(({ secret }) => secret.toBase32()).filter((secret) => secret.length >= 8)
    const words = issues.map(({ reason }) => `${reason.en} ${reason.ja}`.toUpperCase())
    if (secrets.some((secret) => words.some((word) => word.includes(secret)))) this.#problems.push(finding("tells"))
  }

  async *written({ writer, reads }: Manifest): AsyncGenerator<Check> {
    if (writer === null) return
    const passwords = { never: [null], optional: [null, "correct horse battery"], always: ["correct horse battery"] }[writer.protects]
    for (const password of passwords) {
      const drafts = accountsFor(writer.keeps)
      const records = drafts.map((draft) => recordFor(draft, writer.keeps))
      const bytes = await this.#try(this.#context.file, () => this.#session.write(records, password, { signal: this.#context.signal }))
      if (bytes !== undefined && reads) {
        const file = { name: this.#context.file, bytes }
        if ((await this.#detect(file)) === "no") this.#problems.push(finding("unclaimed"))
        const first = await this.#open(file, null, false)
        if (password !== null && first?.kind === "accounts") this.#problems.push(finding("opened"))
        const back = first?.kind === "locked" ? await this.#open(file, password ?? "", false) : first
        if (back?.kind === "accounts") this.#compare(drafts, back.drafts, writer.keeps)
      }
      yield { what: finding(password === null ? "written" : "writtenProtected"), problems: this.taken() }
    }
  }

  #compare(drafts: readonly Draft[], back: readonly Draft[], keeps: Parameters<typeof kept>[1]): void {
    const got = back.map((draft) => kept(draft, keeps))
    const lost = drafts.filter((draft, at) => got[at] !== kept(draft, keeps)).length
    const count = Math.max(lost, back.length - drafts.length)
    if (count > 0) this.#problems.push(finding("lost", { count, total: drafts.length }))
  }
}

/** A file that the plugin itself turns away, in one of the words it has for that. */
function isRefusal({ code, sentence }: AppError): boolean {
  const { rubbish, threw } = ANSWER_TEXTS
  return (
    sentence !== rubbish &&
    sentence !== threw &&
    ["password-wrong", "format-damaged", "format-version", "format-unsupported"].includes(code)
  )
}

const told = ({ drafts, issues }: Answer & { kind: "accounts" }): string =>
  JSON.stringify([drafts.map((draft) => toRecord(draft, { secrets: true })), issues])

/** The reason keeps its own places for facts. */
const withReason = ({ sentence: { en, ja } }: AppError): Message["sentence"] => ({
  en: CHECK_TEXTS.failed.en.replace("{reason}", () => en),
  ja: CHECK_TEXTS.failed.ja.replace("{reason}", () => ja),
})
