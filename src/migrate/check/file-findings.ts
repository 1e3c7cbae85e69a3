import { join } from "node:path"
import { messageOf } from "../../base/language.ts"
import type { ExportRecord } from "../../vault/codec.ts"
import { ACCESS_PROBLEM_TEXTS, accessDetail } from "../../vault/directory/access-messages.ts"
import type { DirectoryReport } from "../../vault/directory/report.ts"
import { defineFindings } from "./finding.ts"
import type { Finding } from "./finding.ts"

const find = defineFindings({
  "conflict-copy": {
    level: "warning",
    message: {
      en: "a synchronisation left {file}, a copy of the vault, since both sides had changed it",
      ja: "{file} は、両側で変更されたため同期が残した保管庫のコピーです",
    },
    remedy: {
      en: "keyferry merge FILE brings both together; then delete the copy",
      ja: "keyferry merge FILE でマージし、その後コピーを削除してください",
    },
  },
  "conflict-copy-merged": {
    level: "note",
    message: {
      en: "a synchronisation left {file}, a copy of the vault; the vault holds everything in it",
      ja: "{file} は同期が残した保管庫のコピーです。内容はすべて保管庫に含まれています",
    },
    remedy: { en: "delete it", ja: "削除してください" },
  },
  "conflict-copy-of-key": {
    level: "warning",
    message: {
      en: "a synchronisation left {file}, a copy of {of}, since both sides had changed it",
      ja: "{file} は、両側で変更されたため同期が残した {of} のコピーです",
    },
    remedy: {
      en: "copies of vault.age may need it to be opened: merge those first, then delete it",
      ja: "vault.age のコピーを開くのに必要な場合があります。先にそれらをマージしてから削除してください",
    },
  },
  "left-over": {
    level: "note",
    message: { en: "a program that was killed left {file}", ja: "{file} は、強制終了したプログラムが残したファイルです" },
    remedy: { en: "the next change of the vault removes it", ja: "保管庫を次に変更したときに削除されます" },
  },
  "set-aside": {
    level: "note",
    message: {
      en: "{file} could not be read, and was put aside when the vault was completed",
      ja: "{file} は読み込めず、保管庫を補ったときに退避されたファイルです",
    },
    remedy: { en: "delete it once nothing is missing", ja: "欠けているものがなければ削除してください" },
  },
  "plain-export": {
    level: "warning",
    message: {
      en: "{file}, with {count} {count|account|accounts} and without protection, was written {time} and still exists",
      ja: "{time} に保護なしで書き出した {file}（{count} 件）がまだ残っています",
    },
    remedy: { en: "delete it, and the copies of it, when it is no longer needed", ja: "不要になったら、コピーも含めて削除してください" },
  },
})

/**
 * What is unusual about the vault's directory.
 *
 * @param directory - Its path.
 * @param merged - The copies of `vault.age` that the vault is proved to hold already.
 */
export function directoryFindings(directory: string, report: DirectoryReport, merged: readonly string[]): readonly Finding[] {
  const { problems, conflictCopies, leftovers, setAside } = report
  const at = (name: string): string => join(directory, name)
  const named = (code: Parameters<typeof find>[0], name: string): Finding => find(code, { file: name }, { file: at(name) })
  return [
    ...problems.map((problem): Finding => ({
      level: "warning",
      code: `access-${problem.kind}`,
      message: messageOf(ACCESS_PROBLEM_TEXTS[problem.kind], accessDetail(directory, problem)),
      remedy: null,
      file: problem.name === "" ? directory : at(problem.name),
    })),
    ...conflictCopies.map(({ name, of }) =>
      of === "vault.age"
        ? named(merged.includes(name) ? "conflict-copy-merged" : "conflict-copy", name)
        : find("conflict-copy-of-key", { file: name, of }, { file: at(name) }),
    ),
    ...setAside.map((name) => named("set-aside", name)),
    ...leftovers.map((name) => named("left-over", name)),
  ]
}

/** The files with unprotected secrets that still exist. @param exists - Whether there is a file at a path. */
export function exportFindings(exports: readonly ExportRecord[], exists: (path: string) => boolean): readonly Finding[] {
  return exports
    .filter(({ path }) => exists(path))
    .map(({ path, at, accounts }) => find("plain-export", { file: path, count: accounts, time: dayText(at) }, { file: path }))
}

/** In UTC, since the log of another host may be compared with it. */
const dayText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")}Z`
