import type { StrengthEstimate } from "../../base/ports.ts"

/** UTF-16 units that are looked at: some estimates take time that grows with the square of the length. What is longer counts as this much. */
const MAX_LENGTH = 64

/** Words that are guessed first beside those of the library, whose Japanese ones are in Latin letters. */
const WORDS: readonly string[] =
  `keyferry vault authenticator passphrase パスワード ぱすわーど パスフレーズ ぱすふれーず 秘密 ひみつ 暗証番号 合言葉 あいことば 保管庫 認証
  さくら サクラ 東京 とうきょう 日本 にほん こんにちは ありがとう`.split(/\s+/)

async function load() {
  const [{ ZxcvbnFactory }, common, english, japanese] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
    import("@zxcvbn-ts/language-ja"),
  ])
  const dictionary = { ...common.dictionary, ...english.dictionary, ...japanese.dictionary }
  return new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs, maxLength: MAX_LENGTH })
}

let loading: ReturnType<typeof load> | undefined

/**
 * The strength by zxcvbn, with its English, Japanese and common dictionaries. The first call loads them, which takes up to a second.
 *
 * @param passphrase - UTF-8. Full-width forms are estimated as the plain ones that they look like.
 */
export async function estimateStrength(passphrase: Uint8Array): Promise<StrengthEstimate> {
  const zxcvbn = await (loading ??= load())
  const copy = Uint8Array.from(passphrase)
  const text = new TextDecoder().decode(copy).normalize("NFKC")
  copy.fill(0)
  const { score, feedback } = zxcvbn.check(text, [...WORDS])
  // Without translations the library answers with their keys.
  const { warning, suggestions } = feedback as Pick<StrengthEstimate, "warning" | "suggestions">
  return { score, warning, suggestions }
}
