import { messageOf, texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import type { AccessProblem } from "./report.ts"

export const ACCESS_PROBLEM_TEXTS = texts({
  "others-write": {
    en: "other users can write to {file} (mode {mode}); chmod {wanted} prevents that",
    ja: "{file} には他のユーザーも書き込めます（モード {mode}）。chmod {wanted} で防げます",
  },
  "others-read": {
    en: "other users can read {file} (mode {mode}); chmod {wanted} prevents that",
    ja: "{file} は他のユーザーも読み取れます（モード {mode}）。chmod {wanted} で防げます",
  },
  "other-owner": {
    en: "{file} belongs to another user (user id {owner}), who can change it",
    ja: "{file} の所有者は別のユーザー（ユーザー ID {owner}）で、変更される可能性があります",
  },
  link: {
    en: "{file} is a symbolic link, so what it holds is outside the vault's directory",
    ja: "{file} はシンボリックリンクのため、実体は保管庫のディレクトリの外にあります",
  },
  more: {
    en: "the same is true of {count} other {count|file|files} of the vault",
    ja: "保管庫のほかの {count} 個のファイルも同様です",
  },
})

const KINDS = ["others-write", "others-read", "other-owner", "link"] as const

/** What to show the user: for each kind of problem the first file, and how many others there are. @param directory - Of the vault. */
export function accessMessages(directory: string, problems: readonly AccessProblem[]): readonly Message[] {
  return KINDS.flatMap((kind) => {
    const [first, ...others] = problems.filter((problem) => problem.kind === kind)
    if (first === undefined) return []
    const message = messageOf(ACCESS_PROBLEM_TEXTS[kind], accessDetail(directory, first))
    return others.length === 0 ? [message] : [message, messageOf(ACCESS_PROBLEM_TEXTS.more, { count: others.length })]
  })
}

/** The details of a problem's sentence in {@link ACCESS_PROBLEM_TEXTS}. @param directory - Of the vault. */
export function accessDetail(directory: string, { name, isDirectory, mode, owner }: AccessProblem): Message["detail"] {
  const file = name === "" ? directory : `${directory.replace(/\/$/, "")}/${name}`
  return { file, mode: mode.toString(8).padStart(4, "0"), wanted: isDirectory ? "700" : "600", owner }
}
