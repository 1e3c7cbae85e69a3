import { sanitize } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"

const TEXTS = texts({
  title: { en: "recovery key of the keyferry vault in {directory}", ja: "keyferry の保管庫 {directory} の回復キー" },
  created: { en: "created: {date}", ja: "作成日時: {date}" },
  secret: {
    en: "It opens the vault without its passphrase: keep it away from the vault.",
    ja: "パスフレーズなしで保管庫を開けます。保管庫とは別の場所に置いてください。",
  },
  use: { en: "To set a new passphrase: {command}", ja: "新しいパスフレーズを設定: {command}" },
  stock: { en: "With the age program alone, in the vault's directory:", ja: "age コマンドだけで開く場合（保管庫のディレクトリで実行）:" },
})

/** The commands that open a vault with stock age and the recovery key in `recovery.txt`, in the vault's directory. */
export const STOCK_COMMANDS = ["age -d -i recovery.txt recovery.age > identity.txt", "age -d -i identity.txt vault.age"] as const

/** The command that sets a new passphrase with the recovery key in `recovery.txt`. */
export const PASSWD_COMMAND = "keyferry passwd --recovery-key-file recovery.txt"

/** What a copy of a recovery key shows beside the key. */
export interface KeyOrigin {
  /** The vault's directory. */
  readonly directory: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/**
 * An age identity file with comments, which stock `age -i` reads.
 *
 * @param key - `AGE-SECRET-KEY-1…`
 */
export function keyFile(key: string, { directory, createdAt }: KeyOrigin, lang: Lang): Uint8Array {
  const date = `${new Date(createdAt).toISOString().slice(0, 19)}Z`
  const comments = [
    format(TEXTS.title, lang, { directory: sanitize(directory) }),
    format(TEXTS.created, lang, { date }),
    format(TEXTS.secret, lang),
    format(TEXTS.use, lang, { command: PASSWD_COMMAND }),
    format(TEXTS.stock, lang),
    ...STOCK_COMMANDS.map((command) => `  ${command}`),
  ]
  return new TextEncoder().encode([...comments.map((line) => `# ${line}`), key, ""].join("\n"))
}
