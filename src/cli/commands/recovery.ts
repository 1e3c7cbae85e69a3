import { sanitize } from "../../base/display.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { wrap } from "../../base/wrap.ts"
import { keyFile } from "../../migrate/recovery/key-file.ts"
import type { KeyOrigin } from "../../migrate/recovery/key-file.ts"
import { keySheet } from "../../migrate/recovery/key-sheet.ts"
import { isLastGroup } from "../../migrate/recovery/key-text.ts"
import { newRecoveryKey } from "../../vault/recovery/recovery-key.ts"
import type { Vault } from "../../vault/vault.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE } from "../exit-codes.ts"
import { PARSE_TEXTS } from "../parse.ts"
import { recoveryPage } from "../recovery/page.ts"
import { MAX_TRIES } from "../secrets.ts"
import { withVaultAndPassphrase } from "../vault-access.ts"

export const RECOVERY_COMMAND_TEXTS = texts({
  word: { en: "recovery needs one of these words: create, remove", ja: "recovery に続けて指定できる語: create, remove" },
  noTerminal: {
    en: "there is no terminal to show the recovery key on: use --out or --sheet",
    ja: "回復キーを表示するターミナルがありません。--out か --sheet を指定してください",
  },
  hasKey: {
    en: "the vault already has a recovery key or a file recovery.age; --force replaces it",
    ja: "この保管庫には既に回復キー（または recovery.age）があります。置き換えるには --force を指定してください",
  },
  replace: {
    en: "The vault already has a recovery key or a file recovery.age. The new key replaces it, and the old key stops working.",
    ja: "この保管庫には既に回復キー（または recovery.age）があります。新しいキーに置き換えると、古いキーは使えなくなります。",
  },
  askReplace: { en: "Replace it? [y/N] ", ja: "置き換えますか？ [y/N] " },
  notReplaced: { en: "the recovery key was not replaced", ja: "回復キーを置き換えませんでした" },
  exists: {
    en: "the file exists already, and it may hold a key that is still needed: choose another name",
    ja: "ファイルが既にあります。まだ必要なキーかもしれないため上書きしません。別の名前を指定してください",
  },
  lastGroup: { en: "last group of the key, as you wrote it down: ", ja: "書き写したキーの最後のグループ: " },
  mistyped: {
    en: "That is not the last group. Compare the whole key with your copy, then type its last group.",
    ja: "最後のグループが違います。キー全体を控えと見比べてから、最後のグループを入力してください。",
  },
  notVerified: {
    en: "no recovery key was made: its last group was not typed",
    ja: "回復キーを作成しませんでした。最後のグループが入力されていません",
  },
  wrote: { en: "wrote the recovery key to {file}", ja: "回復キーを {file} に書き出しました" },
  away: {
    en: "anyone who has it and a copy of the vault can open the vault: keep it away from the vault",
    ja: "このキーと保管庫のコピーがあれば誰でも開けます。保管庫とは別の場所に保管してください",
  },
  deleteSheet: { en: "delete {file} after printing", ja: "印刷後は {file} を削除してください" },
  made: {
    en: "the recovery key opens the vault; passphrase changes keep it",
    ja: "回復キーで保管庫を開けるようになりました。パスフレーズを変更しても使えます",
  },
  unused: {
    en: "the key in {file} may not open the vault: repeat keyferry recovery create with another file",
    ja: "{file} のキーでは開けない可能性があります。別のファイルを指定して keyferry recovery create をやり直してください",
  },
  notInForce: {
    en: "the recovery key was not replaced: the old one still opens the vault",
    ja: "回復キーは置き換わっていません。古いキーで保管庫を開けます",
  },
  unfinished: { en: "not everything is finished: {reason}", ja: "まだ処理が残っています。{reason}" },
  none: { en: "the vault has no recovery key", ja: "この保管庫に回復キーはありません" },
  removed: {
    en: "the recovery key was removed: it opens nothing that is written from now on",
    ja: "回復キーを削除しました。これ以降に書き込まれるものは開けません",
  },
  notRemoved: {
    en: "the recovery key was not removed: repeat the command",
    ja: "回復キーは削除されていません。コマンドをやり直してください",
  },
  copies: {
    en: "copies and backups of the vault's directory made before still open with the old key",
    ja: "以前に作った保管庫のコピーやバックアップは、古いキーで開けます",
  },
})

export const run: Run = async (context) => {
  const [word] = context.operands
  if (word !== "create" && word !== "remove") throw new AppError("usage", RECOVERY_COMMAND_TEXTS.word)
  if (word === "create") return await create(context)
  for (const option of ["out", "sheet", "force"]) {
    if (context.flag(option) || context.value(option) !== null)
      throw new AppError("usage", PARSE_TEXTS.unknownOption, { detail: { command: "recovery remove" } })
  }
  return await remove(context)
}

async function create(context: CommandContext): Promise<number> {
  for (const option of ["out", "sheet"]) await refuseExistingKey(context, context.value(option))
  return await withVaultAndPassphrase(context, "change", async (vault, passphrase) => {
    const isReplacement = vault.recovery !== null || vault.hasUnknownRecovery
    if (isReplacement) await confirmReplacement(context)
    const { key, recipient } = newRecoveryKey()
    const files = await handOver(context, key, { directory: vault.directory, createdAt: context.ports.clock.nowMs() })
    try {
      const { unfinished, inForce } = await vault.setRecoveryKey(passphrase, recipient)
      if (unfinished !== null)
        context.note(RECOVERY_COMMAND_TEXTS.unfinished, { reason: context.format(unfinished.sentence, unfinished.detail) })
      if (!inForce) throw new AppError("io", RECOVERY_COMMAND_TEXTS.notInForce)
    } catch (error) {
      for (const file of files) context.note(RECOVERY_COMMAND_TEXTS.unused, { file: sanitize(file) })
      throw error
    }
    context.note(RECOVERY_COMMAND_TEXTS.made)
    context.note(RECOVERY_COMMAND_TEXTS.away)
    if (isReplacement) context.note(RECOVERY_COMMAND_TEXTS.copies)
    return DONE
  })
}

/** A key is never overwritten, even with --force: it may be the one that opens the vault. @throws AppError `file-exists` */
async function refuseExistingKey(context: CommandContext, path: string | null): Promise<void> {
  if (path !== null && path !== "-" && (await context.ports.files.exists(path)))
    throw new AppError("file-exists", RECOVERY_COMMAND_TEXTS.exists)
}

/** @throws AppError `file-exists` where there is no terminal to ask on; `vault-refused` where the user answers no */
async function confirmReplacement(context: CommandContext): Promise<void> {
  if (context.flag("force")) return
  const isAsked = context.value("out") === null && context.value("sheet") === null
  if (isAsked) context.note(RECOVERY_COMMAND_TEXTS.replace)
  const answer = isAsked ? await context.ports.terminal.askLine(context.format(RECOVERY_COMMAND_TEXTS.askReplace)) : null
  if (answer === null) throw new AppError("file-exists", RECOVERY_COMMAND_TEXTS.hasKey)
  if (!/^\s*(?:y|yes|はい)\s*$/i.test(answer.normalize("NFKC"))) throw new AppError("vault-refused", RECOVERY_COMMAND_TEXTS.notReplaced)
}

/**
 * Gives the user the key, before the vault knows it: in files, or on the screen until its last group was typed.
 *
 * @returns the files that were written
 * @throws AppError `usage` without a terminal and files; `password-wrong` where the key was not verified; `file-exists`, `io`
 */
async function handOver(context: CommandContext, key: string, origin: KeyOrigin): Promise<readonly string[]> {
  const [out, sheet] = [context.value("out"), context.value("sheet")]
  const { stdio, files } = context.ports
  if (out === null && sheet === null) {
    await showAndVerify(context, key)
    return []
  }
  const written: string[] = []
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    if (path === "-") await stdio.out(bytes)
    else await files.write(path, bytes, { overwrite: false })
    bytes.fill(0)
    if (path === "-") return
    written.push(path)
    context.note(RECOVERY_COMMAND_TEXTS.wrote, { file: sanitize(path) })
  }
  if (out !== null) await write(out, keyFile(key, origin, context.lang))
  if (sheet !== null) {
    await write(sheet, await keySheet(key, origin, context.lang))
    context.note(RECOVERY_COMMAND_TEXTS.deleteSheet, { file: sanitize(sheet) })
  }
  return written
}

async function showAndVerify(context: CommandContext, key: string): Promise<void> {
  const { terminal } = context.ports
  const isVerified = await terminal.onAlternateScreen(async (screen) => {
    const page = await recoveryPage(key, screen.size, context.lang)
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const hint = tries === 1 ? [] : wrap(context.format(RECOVERY_COMMAND_TEXTS.mistyped), screen.size.columns)
      screen.draw([...page.slice(0, screen.size.rows - hint.length), ...hint])
      const typed = await terminal.askLine(context.format(RECOVERY_COMMAND_TEXTS.lastGroup))
      if (typed === null) return false
      if (isLastGroup(key, typed)) return true
    }
    return false
  })
  if (isVerified === null) throw new AppError("usage", RECOVERY_COMMAND_TEXTS.noTerminal)
  if (!isVerified) throw new AppError("password-wrong", RECOVERY_COMMAND_TEXTS.notVerified)
}

async function remove(context: CommandContext): Promise<number> {
  return await withVaultAndPassphrase(context, "change", async (vault: Vault, passphrase) => {
    if (vault.recovery === null && !vault.hasUnknownRecovery) {
      context.note(RECOVERY_COMMAND_TEXTS.none)
      return DONE
    }
    const { unfinished, inForce } = await vault.setRecoveryKey(passphrase, null).catch((error: unknown) => {
      if (isAppError(error, "io")) context.note(RECOVERY_COMMAND_TEXTS.notRemoved)
      throw error
    })
    if (unfinished !== null)
      context.note(RECOVERY_COMMAND_TEXTS.unfinished, { reason: context.format(unfinished.sentence, unfinished.detail) })
    if (!inForce) throw new AppError("io", RECOVERY_COMMAND_TEXTS.notRemoved)
    context.note(RECOVERY_COMMAND_TEXTS.removed)
    context.note(RECOVERY_COMMAND_TEXTS.copies)
    return DONE
  })
}
