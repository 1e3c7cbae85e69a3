import { basename } from "node:path"
import { sanitize } from "../../base/display.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import { LIMITS } from "../../formats/limits.ts"
import { handlerById } from "../../formats/lookup.ts"
import { PluginFault } from "../../plugins/answer.ts"
import type { CheckInput } from "../../plugins/check-inputs.ts"
import { checkPlugin } from "../../plugins/check.ts"
import { MAX_PLUGIN_BYTES, sha256Of, PluginDirectory } from "../../plugins/directory.ts"
import type { PluginStatus } from "../../plugins/directory.ts"
import { parseManifest } from "../../plugins/manifest.ts"
import type { Manifest } from "../../plugins/manifest.ts"
import { PluginSession } from "../../plugins/session.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE, EXIT_CODES } from "../exit-codes.ts"
import { PARSE_TEXTS } from "../parse.ts"
import { readOptionLine, readNamed } from "../secrets.ts"
import { formatTable } from "../view.ts"

export const PLUGINS_TEXTS = texts({
  word: { en: "plugins needs one of these words: {words}", ja: "plugins に続けて指定できる語: {words}" },
  file: { en: "file", ja: "ファイル" },
  plugin: { en: "plugin", ja: "プラグイン" },
  app: { en: "app", ja: "アプリ" },
  does: { en: "does", ja: "機能" },
  reads: { en: "reads", ja: "読込" },
  writes: { en: "writes", ja: "書出" },
  readsAndWrites: { en: "reads and writes", ja: "読込・書出" },
  bytes: { en: "{size} bytes", ja: "{size} バイト" },
  can: {
    en: "It receives the imported files that no built-in format recognises with certainty, with their passwords, and the accounts you export with it, secrets included. It can read or write them wrongly, by mistake or on purpose.",
    ja: "keyferry の形式と判別できない読み込みファイルとそのパスワード、このプラグインで書き出すアカウント（シークレットを含む）を受け取ります。内容を誤って、または故意に変えて読み書きする可能性があります。",
  },
  cannot: {
    en: "It runs in a process of its own, without access to the vault, files, other programs, the environment and the network; see keyferry-plugin(7).",
    ja: "保管庫、ファイル、ほかのプログラム、環境変数、ネットワークを使えない専用のプロセスで動きます。仕組みは keyferry-plugin(7) を参照してください。",
  },
  replaces: { en: "It replaces the plugin {plugin} that was allowed before.", ja: "以前に許可した {plugin} を置き換えます。" },
  ask: { en: "Allow it? [y/N] ", ja: "許可しますか？ [y/N] " },
  noTerminal: {
    en: "there is no terminal to ask on: check the plugin, then allow it with --yes",
    ja: "確認を求めるターミナルがありません。内容を確認し、--yes を付けて許可してください",
  },
  notAllowed: { en: "the plugin was not allowed", ja: "許可しませんでした" },
  allowed: { en: "the plugin {plugin} is allowed; it is in {file}", ja: "プラグイン {plugin} を許可しました（{file}）" },
  removed: { en: "the plugin {plugin} was removed", ja: "プラグイン {plugin} を削除しました" },
  none: { en: "there is no plugin in {directory}", ja: "{directory} にプラグインはありません" },
  state: { en: "STATE", ja: "状態" },
  fault: { en: "line {line}: {name}: {message}", ja: "{line} 行目: {name}: {message}" },
  faultSomewhere: { en: "{name}: {message}", ja: "{name}: {message}" },
  ok: { en: "ok", ja: "ok" },
  failed: { en: "FAILED", ja: "失敗" },
  allGood: { en: "all checks passed", ja: "問題はありません" },
  problems: { en: "{count} {count|check|checks} failed", ja: "{count} 件の確認に失敗しました" },
  unchecked: {
    en: "no sample was given: reading a real file was not checked",
    ja: "サンプルが指定されていないため、実際のファイルの読み込みは確認していません",
  },
})

const STATUS_NAMES: Readonly<Record<PluginStatus, Sentence>> = texts({
  allowed: { en: "allowed", ja: "許可済み" },
  changed: { en: "changed since it was allowed", ja: "許可後に変更あり" },
  new: { en: "not allowed", ja: "未許可" },
  unsafe: { en: "not used", ja: "使用不可" },
  missing: { en: "file missing", ja: "ファイルなし" },
  taken: { en: "a format of that name is built in", ja: "同名の形式あり" },
})

/** The words that may follow `plugins`, with the number of their operands and the options they allow. */
const SUBCOMMANDS: Readonly<
  Record<string, { readonly min: number; readonly max: number; readonly options: readonly string[]; readonly run: Run }>
> = {
  allow: { min: 1, max: 1, options: ["yes"], run: allow },
  list: { min: 0, max: 0, options: ["json"], run: list },
  check: { min: 1, max: Number.POSITIVE_INFINITY, options: ["json", "password-file"], run: check },
  remove: { min: 1, max: 1, options: [], run: remove },
}

export const run: Run = async (context) => {
  const [word = "", ...operands] = context.operands
  const known = Object.hasOwn(SUBCOMMANDS, word) ? SUBCOMMANDS[word] : undefined
  if (known === undefined) throw new AppError("usage", PLUGINS_TEXTS.word, { detail: { words: Object.keys(SUBCOMMANDS).join(", ") } })
  const detail = { command: `plugins ${word}`, operands: OPERANDS[word] ?? "" }
  if (operands.length < known.min) throw new AppError("usage", PARSE_TEXTS.tooFew, { detail })
  if (operands.length > known.max) throw new AppError("usage", PARSE_TEXTS.tooMany, { detail })
  for (const option of ["yes", "json", "password-file"]) {
    if (!known.options.includes(option) && (context.flag(option) || context.value(option) !== null))
      throw new AppError("usage", PARSE_TEXTS.unknownOption, { detail: { command: "plugins" } })
  }
  return await known.run(context)
}

const OPERANDS: Readonly<Record<string, string>> = { allow: "FILE", list: "-", check: "FILE [SAMPLE…]", remove: "ID" }

async function pluginDirectory({ ports }: CommandContext): Promise<PluginDirectory> {
  const [{ files }, builtIn] = await Promise.all([ports.plugins(), ports.builtInFormats()])
  return new PluginDirectory(files, (id) => handlerById(builtIn, id) !== undefined)
}

/** Reads the plugin's manifest, in a contained process. @throws AppError where the file is not a plugin */
async function manifestIn(context: CommandContext, source: Uint8Array, name: string): Promise<Manifest> {
  const { start } = await context.ports.plugins()
  const session = new PluginSession({ title: sanitize(name, 40), source, start })
  try {
    return parseManifest(await session.manifest({ signal: context.signal }))
  } catch (error) {
    // The user has the plugin's source, so its line number may be shown.
    if (error instanceof PluginFault) {
      const { fault, faultSomewhere } = PLUGINS_TEXTS
      context.note(error.fault.line > 0 ? fault : faultSomewhere, { ...error.fault }, sanitize(name))
    }
    throw error
  } finally {
    await session.stop()
  }
}

async function allow(context: CommandContext): Promise<number> {
  const name = context.operands[1] ?? ""
  const { files } = await context.ports.plugins()
  const directory = await pluginDirectory(context)
  const { bytes, path } = await files.readGuarded(name, MAX_PLUGIN_BYTES)
  const manifest = await manifestIn(context, bytes, basename(name))
  directory.checkId(manifest)
  const previous = (await entriesOrNone(directory)).find(({ manifest: one }) => one?.id === manifest.id)
  showManifest(context, { manifest, bytes, path })
  if (previous !== undefined && previous.sha256 !== sha256Of(bytes))
    writeErrorLine(context, PLUGINS_TEXTS.replaces, { plugin: manifest.id })
  if (!context.flag("yes")) {
    const typed = await context.ports.terminal.askLine(context.format(PLUGINS_TEXTS.ask))
    if (typed === null) throw new AppError("usage", PLUGINS_TEXTS.noTerminal)
    if (!/^\s*(?:y|yes|はい|ｙ)\s*$/i.test(typed)) {
      context.note(PLUGINS_TEXTS.notAllowed)
      return EXIT_CODES.usage
    }
  }
  const file = await directory.allow(bytes, manifest, { from: path, nowMs: context.ports.clock.nowMs() })
  context.note(PLUGINS_TEXTS.allowed, { plugin: manifest.id, file })
  return DONE
}

/** All plugins; none where the allow list is damaged, since `allow` writes a new one. */
async function entriesOrNone(directory: PluginDirectory): ReturnType<PluginDirectory["entries"]> {
  try {
    return await directory.entries()
  } catch (error) {
    if (isAppError(error, "format-damaged")) return []
    throw error
  }
}

function showManifest(context: CommandContext, { manifest, bytes, path }: { manifest: Manifest; bytes: Uint8Array; path: string }): void {
  const { reads, writes, readsAndWrites, file, plugin, app, does } = PLUGINS_TEXTS
  const words = manifest.writer === null ? reads : manifest.reads ? readsAndWrites : writes
  const rows = formatTable([
    [context.format(plugin), manifest.id],
    [context.format(app), manifest.title],
    [context.format(does), context.format(words)],
  ])
  const { stdio } = context.ports
  // Not cut to the width of a table: the user decides by them.
  const whole = [
    `${context.format(file)}: ${sanitize(path)} (${context.format(PLUGINS_TEXTS.bytes, { size: bytes.length })})`,
    `SHA-256: ${sha256Of(bytes)}`,
  ]
  for (const line of [...rows, ...whole]) stdio.err(`${line}\n`)
  writeErrorLine(context, PLUGINS_TEXTS.can)
  writeErrorLine(context, PLUGINS_TEXTS.cannot)
}

function writeErrorLine(context: CommandContext, sentence: Sentence, detail: Record<string, string> = {}): void {
  context.ports.stdio.err(`${sanitize(context.format(sentence, detail))}\n`)
}

async function list(context: CommandContext): Promise<number> {
  const { files } = await context.ports.plugins()
  const entries = await (await pluginDirectory(context)).entries()
  if (context.flag("json")) {
    const plugins = entries.map(({ file, status, manifest, sha256, size }) => ({
      ...{ id: manifest?.id ?? null, title: manifest?.title ?? null, file, state: status, sha256, size },
      ...{ reads: manifest?.reads ?? false, writes: manifest !== null && manifest.writer !== null },
    }))
    await context.json({ plugins })
    return DONE
  }
  if (entries.length === 0) {
    context.note(PLUGINS_TEXTS.none, { directory: files.pathOf("") })
    return DONE
  }
  const { plugin, app, file, state } = PLUGINS_TEXTS
  const head = [plugin, app, file].map((text) => context.format(text).toUpperCase())
  const rows = entries.map(({ file, status, manifest }) => [
    manifest?.id ?? "-",
    manifest?.title ?? "-",
    file,
    context.format(STATUS_NAMES[status]),
  ])
  for (const line of formatTable([[...head, context.format(state)], ...rows])) await context.line(line)
  for (const { reason } of entries) if (reason !== null) context.note(reason.sentence, reason.detail)
  return DONE
}

async function remove(context: CommandContext): Promise<number> {
  const plugin = context.operands[1] ?? ""
  await (await pluginDirectory(context)).remove(plugin)
  context.note(PLUGINS_TEXTS.removed, { plugin })
  return DONE
}

async function check(context: CommandContext): Promise<number> {
  const [, file = "", ...names] = context.operands
  const password = await readOptionLine(context, "password-file")
  const source = await readNamed(context, file, MAX_PLUGIN_BYTES)
  const samples: CheckInput[] = []
  for (const name of names) samples.push({ name, bytes: await readNamed(context, name, LIMITS.fileBytes) })
  const { start } = await context.ports.plugins()
  const { background, random, clock } = context.ports
  const { signal } = context
  const checks: object[] = []
  let failed = 0
  for await (const { what, problems } of checkPlugin(source, samples, {
    ...{ file, start, background, random, nowMs: clock.nowMs(), ours: await context.ports.builtInFormats(), password, signal },
  })) {
    const ok = problems.length === 0
    if (!ok) failed++
    const words = context.format(what.sentence, what.detail)
    const problemTexts = problems.map(({ sentence, detail }) => context.format(sentence, detail))
    if (context.flag("json")) checks.push({ check: words, ok, problems: problemTexts })
    else {
      await context.line(sanitize(`${context.format(ok ? PLUGINS_TEXTS.ok : PLUGINS_TEXTS.failed)}  ${words}`))
      for (const problem of problemTexts) await context.line(sanitize(`    ${problem}`))
    }
  }
  if (context.flag("json")) await context.json({ checks })
  if (samples.length === 0) context.note(PLUGINS_TEXTS.unchecked)
  if (failed === 0) context.note(PLUGINS_TEXTS.allGood)
  else context.note(PLUGINS_TEXTS.problems, { count: failed })
  return failed === 0 ? DONE : EXIT_CODES["format-damaged"]
}
