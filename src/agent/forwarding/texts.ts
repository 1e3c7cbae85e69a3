import { texts } from "../../base/language.ts"

export const FORWARD_TEXTS = texts({
  usage: { en: "the request is not understood", ja: "要求を解釈できません" },
  busy: { en: "too many requests; ask again in a few seconds", ja: "要求が多すぎます。数秒後にもう一度実行してください" },
  locked: {
    en: "the vault is locked; unlock it with keyferry agent start on your own machine",
    ja: "保管庫はロックされています。手元のマシンで keyferry agent start を実行して解除してください",
  },
  denied: { en: "denied: nothing was given", ja: "拒否されました。コードは渡されていません" },
  many: { en: "several accounts match: {labels}", ja: "複数のアカウントが一致します: {labels}" },
  wait: {
    en: "the present code was given already; ask again in {seconds} s",
    ja: "現在のコードは渡し済みです。{seconds} 秒後にもう一度実行してください",
  },
  failed: { en: "the code could not be made", ja: "コードを作成できませんでした" },
  badName: {
    en: "a host's name is 1 to 64 letters, digits, dots, dashes and underscores, followed by = and the absolute path of a socket",
    ja: "英数字、ピリオド、ハイフン、アンダースコア 1–64 文字のホスト名と、= に続けてソケットの絶対パスを指定してください",
  },
  inUse: { en: "{path} is in use, or not a socket", ja: "{path} は使用中か、ソケットではありません" },
  noForward: {
    en: "{path} does not answer: the connection of ssh may have ended",
    ja: "{path} が応答しません。ssh の接続が切れている可能性があります",
  },
  notPrivate: {
    en: "{path} is not a socket that only you can connect to",
    ja: "{path} は、本人だけが接続できるソケットではありません",
  },
  confirm: {
    en: "{name} asks for the code of “{label}”. Give it?",
    ja: "{name} が「{label}」の認証コードを求めています。渡しますか？",
  },
  choose: {
    en: "{name} asks for the code of “{query}”. Of which account?",
    ja: "{name} が「{query}」の認証コードを求めています。どのアカウントのコードを渡しますか？",
  },
  number: {
    en: "account for {name}: 1 to {count}, or nothing to refuse:",
    ja: "{name} に渡すアカウントの番号（1～{count}、空欄なら拒否）:",
  },
})
