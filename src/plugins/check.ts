import type { Draft } from "../accounts/account.ts"
import { toRecord } from "../accounts/record.ts"
import { isAppError } from "../base/errors.ts"
import type { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"
import type { Background, Random } from "../base/ports.ts"
import type { Handler } from "../formats/handler.ts"
import { ANSWER_TEXTS, parseAnswer, PluginFault } from "./answer.ts"
import type { Answer } from "./answer.ts"
import { accountsFor, builtInFormatFiles, comparableAccount, mutations, oddInputs } from "./check-inputs.ts"
import type { CheckInput } from "./check-inputs.ts"
import { recordForWriter } from "./handler.ts"
import { parseManifest } from "./manifest.ts"
import type { Manifest } from "./manifest.ts"
import type { StartPlugin } from "./ports.ts"
import { PluginSession } from "./session.ts"

export const CHECK_TEXTS = texts({
  loads: { en: "it loads and describes itself", ja: "読み込めて、自己記述が正しい" },
  ownId: { en: "no built-in format has its id", ja: "ID が keyferry の形式と重ならない" },
  foreign: { en: "it does not claim files of built-in formats", ja: "keyferry の形式のファイルを自分のものとしない" },
  odd: { en: "it answers any input", ja: "どのような入力にも正しく応答する" },
  sample: { en: "it recognises and reads {file}", ja: "{file} を判別して読み込める" },
  wrongPassword: { en: "it reports a wrong password for {file}", ja: "{file} の誤ったパスワードを判別できる" },
  mutated: { en: "it answers for {count} damaged copies of {file}", ja: "{file} を壊した {count} 個に正しく応答する" },
  written: { en: "it reads back every field that it writes and keeps", ja: "書き出した内容を、保持する項目まですべて読み戻せる" },
  writtenProtected: { en: "the same with a password", ja: "パスワード付きでも同様に読み戻せる" },
  noSample: { en: "no sample was given: reading was not checked", ja: "サンプルが指定されていないため、読み込みは確認していません" },
  takenId: { en: "{id} is the id of a built-in format; choose another id", ja: "{id} は keyferry の形式です。別の ID にしてください" },
  claims: { en: "detect answers yes to a file of {format}", ja: "{format} のファイルに yes と応答しました" },
  notDetection: { en: "on {input}: detect must answer yes, maybe or no", ja: "{input}: detect の応答は yes、maybe、no のいずれかです" },
  unclaimed: { en: "it does not recognise the file", ja: "判別できません" },
  empty: {
    en: "it reads no account; records that could not be read: {count}",
    ja: "アカウントが含まれていません（読み込めなかった項目: {count} 件）",
  },
  locked: { en: "it asks for a password: give it with --password-file", ja: "パスワードが必要です。--password-file で指定してください" },
  opened: { en: "a wrong password opens it", ja: "誤ったパスワードで開けてしまいます" },
  notSame: { en: "reading it twice gives different results", ja: "2 回目の読み込みの結果が 1 回目と異なります" },
  secretInReason: { en: "the reason of an issue contains a secret", ja: "読み込めない理由の文にシークレットが含まれています" },
  lost: { en: "{count} of {total} accounts did not come back as they were", ja: "{total} 件中 {count} 件が元の内容と一致しません" },
  threw: { en: "on {input} it threw {name} in line {line}: {message}", ja: "{input}: {line} 行目で {name} が発生しました: {message}" },
  threwSomewhere: { en: "on {input} it threw {name}: {message}", ja: "{input}: {name} が発生しました: {message}" },
  failed: { en: "on {input}: {reason}", ja: "{input}: {reason}" },
})

export interface Check {
  /** The property that is checked. */
  readonly what: Message
  /** Empty: the check passed. */
  readonly problems: readonly Message[]
}

export interface CheckContext {
  /** The name of the plugin's file, for messages. */
  readonly file: string
  readonly start: StartPlugin
  readonly background: Background
  readonly random: Random
  readonly nowMs: number
  /** The built-in formats, and plugins in use. */
  readonly ours: readonly Handler[]
  /** For the samples that are locked; null where none was given. */
  readonly password: string | null
  readonly signal?: AbortSignal
}

/** Milliseconds. Shorter than in use, so that a hanging plugin is reported soon. */
const LIMITS_MS = { manifest: 15_000, detect: 5_000, open: 30_000, write: 30_000 }
const MUTATIONS = 200
/** Per check; further problems are left out. */
const MAX_PROBLEMS = 5

/**
 * Check a plugin as the conformance suite checks a built-in format. The plugin need not be allowed: it runs contained and sees only the
 * samples.
 *
 * @throws AppError `interrupted`
 */
export async function* checkPlugin(source: Uint8Array, samples: readonly CheckInput[], context: CheckContext): AsyncGenerator<Check> {
  const session = new PluginSession({ title: context.file, source, start: context.start, limits: LIMITS_MS })
  const run = new CheckRun(session, context)
  try {
    const manifest = await run.manifest()
    yield { what: message("loads"), problems: run.takeProblems() }
    if (manifest === null) return
    const isTaken = context.ours.some(({ id, plugin }) => id === manifest.id && plugin === undefined)
    yield { what: message("ownId"), problems: isTaken ? [message("takenId", { id: manifest.id })] : [] }
    if (manifest.reads) {
      yield { what: message("foreign"), problems: await run.checkForeignFiles() }
      yield { what: message("odd"), problems: await run.checkOddInputs() }
      for (const sample of samples) yield* run.checkSample(sample)
    }
    if (manifest.writer !== null) yield* run.checkWrittenFiles(manifest)
  } finally {
    await session.stop()
  }
}

const message = (name: keyof typeof CHECK_TEXTS, detail: Message["detail"] = {}): Message => ({ sentence: CHECK_TEXTS[name], detail })

class CheckRun {
  readonly #session: PluginSession
  readonly #context: CheckContext
  #problems: Message[] = []

  constructor(session: PluginSession, context: CheckContext) {
    this.#session = session
    this.#context = context
  }

  /** The problems found since the last call; at most {@link MAX_PROBLEMS}. */
  takeProblems(): readonly Message[] {
    const problems = this.#problems.slice(0, MAX_PROBLEMS)
    this.#problems = []
    return problems
  }

  /** The value of `work`; undefined where it fails. A failure is a problem unless `isAllowed` accepts it. */
  async #try<T>(input: string, work: () => Promise<T>, isAllowed: (error: AppError) => boolean = () => false): Promise<T | undefined> {
    // Each further request of a hanging plugin would take the whole time limit.
    if (this.#problems.length >= MAX_PROBLEMS) return undefined
    try {
      return await work()
    } catch (error) {
      if (!isAppError(error) || error.code === "interrupted") throw error
      if (!isAllowed(error)) {
        this.#problems.push(
          error instanceof PluginFault
            ? message(error.fault.line > 0 ? "threw" : "threwSomewhere", { input, ...error.fault })
            : { sentence: wrapReason(error), detail: { ...error.detail, input } },
        )
        await this.#session.stop()
      }
      return undefined
    }
  }

  async manifest(): Promise<Manifest | null> {
    const { signal } = this.#context
    return (await this.#try(this.#context.file, async () => parseManifest(await this.#session.manifest({ signal })))) ?? null
  }

  async #detect({ name, bytes }: CheckInput): Promise<unknown> {
    return await this.#try(name, () => this.#session.detect(bytes, { signal: this.#context.signal }))
  }

  async #open({ name, bytes }: CheckInput, password: string | null, { mayRefuse = false } = {}): Promise<Answer | undefined> {
    const { signal } = this.#context
    const at = { plugin: this.#context.file, unlocking: password !== null, signal }
    return await this.#try(
      name,
      async () => parseAnswer(await this.#session.open(bytes, password, { signal }), at),
      (error) => mayRefuse && isOwnRefusal(error),
    )
  }

  async checkForeignFiles(): Promise<readonly Message[]> {
    for (const file of await builtInFormatFiles(
      this.#context.ours.filter(({ plugin }) => plugin === undefined),
      this.#context,
    )) {
      if ((await this.#detect(file)) === "yes") this.#problems.push(message("claims", { format: file.name }))
    }
    return this.takeProblems()
  }

  async checkOddInputs(): Promise<readonly Message[]> {
    for (const input of oddInputs()) {
      const answer = await this.#detect(input)
      if (answer !== undefined && !["yes", "maybe", "no"].includes(answer as string))
        this.#problems.push(message("notDetection", { input: input.name }))
      // With --from, a user can make it open any file.
      const opened = await this.#open(input, null, { mayRefuse: true })
      if (opened?.kind === "locked") await this.#open(input, "a password", { mayRefuse: true })
    }
    return this.takeProblems()
  }

  async *checkSample(sample: CheckInput): AsyncGenerator<Check> {
    const { password } = this.#context
    const file = sample.name
    const answer = await this.#detect(sample)
    if (answer === "no") this.#problems.push(message("unclaimed"))
    const first = await this.#open(sample, null)
    const locked = first?.kind === "locked"
    if (locked && password === null) this.#problems.push(message("locked"))
    const key = locked ? password : null
    const read = locked && key !== null ? await this.#open(sample, key) : first
    if (read?.kind === "accounts") {
      this.#checkContent(read)
      const again = await this.#open(sample, key)
      if (again?.kind !== "accounts" || comparable(again) !== comparable(read)) this.#problems.push(message("notSame"))
    }
    yield { what: message("sample", { file }), problems: this.takeProblems() }
    if (locked) {
      const wrong = await this.#open(sample, `${password ?? ""} no`, { mayRefuse: true })
      if (wrong !== undefined) this.#problems.push(message("opened"))
      yield { what: message("wrongPassword", { file }), problems: this.takeProblems() }
    }
    for (const bytes of mutations(sample.bytes, MUTATIONS)) {
      const copy = { name: file, bytes }
      await this.#detect(copy)
      const opened = await this.#open(copy, null, { mayRefuse: true })
      // One in eight: a key derivation for each would take minutes.
      if (opened?.kind === "locked" && bytes.length % 8 === 0) await this.#open(copy, key ?? "a password", { mayRefuse: true })
    }
    yield { what: message("mutated", { file, count: MUTATIONS }), problems: this.takeProblems() }
  }

  #checkContent({ drafts, issues }: Answer & { kind: "accounts" }): void {
    if (drafts.length === 0) this.#problems.push(message("empty", { count: issues.length }))
    const secrets = drafts.map(({ secret }) => secret.toBase32()).filter((secret) => secret.length >= 8)
    const words = issues.map(({ reason }) => `${reason.en} ${reason.ja}`.toUpperCase())
    if (secrets.some((secret) => words.some((word) => word.includes(secret)))) this.#problems.push(message("secretInReason"))
  }

  async *checkWrittenFiles({ writer, reads }: Manifest): AsyncGenerator<Check> {
    if (writer === null) return
    const passwords = { never: [null], optional: [null, "correct horse battery"], always: ["correct horse battery"] }[writer.protects]
    for (const password of passwords) {
      const drafts = accountsFor(writer.keeps)
      const records = drafts.map((draft) => recordForWriter(draft, writer.keeps))
      const bytes = await this.#try(this.#context.file, () => this.#session.write(records, password, { signal: this.#context.signal }))
      if (bytes !== undefined && reads) {
        const file = { name: this.#context.file, bytes }
        if ((await this.#detect(file)) === "no") this.#problems.push(message("unclaimed"))
        const first = await this.#open(file, null)
        if (password !== null && first?.kind === "accounts") this.#problems.push(message("opened"))
        const back = first?.kind === "locked" ? await this.#open(file, password ?? "") : first
        if (back?.kind === "accounts") this.#compare(drafts, back.drafts, writer.keeps)
      }
      yield { what: message(password === null ? "written" : "writtenProtected"), problems: this.takeProblems() }
    }
  }

  #compare(drafts: readonly Draft[], back: readonly Draft[], keeps: Parameters<typeof comparableAccount>[1]): void {
    const got = back.map((draft) => comparableAccount(draft, keeps))
    const lost = drafts.filter((draft, at) => got[at] !== comparableAccount(draft, keeps)).length
    const count = Math.max(lost, back.length - drafts.length)
    if (count > 0) this.#problems.push(message("lost", { count, total: drafts.length }))
  }
}

/** Whether the plugin itself refused the file, by one of the reasons of the contract. */
function isOwnRefusal({ code, sentence }: AppError): boolean {
  const { invalid, threw } = ANSWER_TEXTS
  return (
    sentence !== invalid &&
    sentence !== threw &&
    ["password-wrong", "format-damaged", "format-version", "format-unsupported"].includes(code)
  )
}

const comparable = ({ drafts, issues }: Answer & { kind: "accounts" }): string =>
  JSON.stringify([drafts.map((draft) => toRecord(draft, { secrets: true })), issues])

/** Puts the error's sentence, with its own placeholders, into ours. */
const wrapReason = ({ sentence: { en, ja } }: AppError): Message["sentence"] => ({
  en: CHECK_TEXTS.failed.en.replace("{reason}", () => en),
  ja: CHECK_TEXTS.failed.ja.replace("{reason}", () => ja),
})
