import { texts } from "../../base/language.ts"

export const COPY_TEXTS = texts({
  noCopy: {
    en: "this is not a copy of a vault; keyferry import reads other files",
    ja: "保管庫のコピーではありません。ほかのファイルは keyferry import で読み込めます",
  },
  newer: {
    en: "this copy was written by a newer version of keyferry; update keyferry first",
    ja: "このコピーは新しいバージョンの keyferry で作成されています。先に keyferry を更新してください",
  },
  edited: {
    en: "the signature does not fit: it was edited after it was decrypted, or is of another vault; keyferry import FILE takes its accounts",
    ja: "署名が一致しません。復号後に編集されたか、別の保管庫のものです。アカウントは keyferry import FILE でインポートできます",
  },
  noIdentity: {
    en: "{file} is encrypted to another identity; put the identity.age that it belongs to beside it and try again",
    ja: "{file} は別の鍵で暗号化されています。対応する identity.age を同じ場所に置いて、もう一度実行してください",
  },
  notReadBack: {
    en: "the merged vault could not be read back from the disk; keep the copies",
    ja: "マージ後の保管庫をディスクから読み直せませんでした。コピーを残しておいてください",
  },
})
