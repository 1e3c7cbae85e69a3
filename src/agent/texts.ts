import { texts } from "../base/language.ts"

export const AGENT_TEXTS = texts({
  locked: {
    en: "the agent has locked the vault meanwhile; unlock it again with keyferry agent start",
    ja: "エージェントが保管庫をロックしました。keyferry agent start でもう一度解除してください",
  },
  silent: { en: "the agent does not answer", ja: "エージェントが応答しません" },
  notUnlocked: { en: "the agent was not unlocked: {reason}", ja: "エージェントのロックを解除できませんでした: {reason}" },
  notStarted: { en: "the agent could not be started", ja: "エージェントを起動できませんでした" },
  noDirectory: {
    en: "{directory} is not a directory that only you can read and write",
    ja: "{directory} は、本人だけが読み書きできるディレクトリではありません",
  },
  pathTooLong: { en: "the path of the socket is longer than {max} bytes", ja: "ソケットのパスが {max} バイトを超えています" },
  internal: { en: "the agent has failed", ja: "エージェントで内部エラーが発生しました" },
})
