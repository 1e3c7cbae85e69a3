import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

export const IO_TEXTS = texts({
  ENOENT: { en: "{file}: no such file or directory", ja: "{file}: ファイルまたはディレクトリがありません" },
  EACCES: { en: "{file}: permission denied", ja: "{file}: アクセス権がありません" },
  EPERM: { en: "{file}: not permitted", ja: "{file}: 許可されていない操作です" },
  ENOSPC: { en: "{file}: no space left on the disk", ja: "{file}: ディスクの空き容量がありません" },
  EDQUOT: { en: "{file}: the disk quota is used up", ja: "{file}: ディスクの割り当て容量を使い切っています" },
  EROFS: { en: "{file}: the file system is read-only", ja: "{file}: 読み取り専用のディスクです" },
  EISDIR: { en: "{file}: this is a directory", ja: "{file}: ディレクトリです" },
  EEXIST: { en: "{file}: something else with this name exists", ja: "{file}: 同じ名前の別のものがあります" },
  ENOTDIR: { en: "{file}: not a directory", ja: "{file}: ディレクトリではありません" },
  ELOOP: { en: "{file}: a symbolic link, which is not followed here", ja: "{file}: ここではたどれないシンボリックリンクです" },
  ENAMETOOLONG: { en: "{file}: the name is too long", ja: "{file}: 名前が長すぎます" },
  EMFILE: { en: "{file}: too many open files", ja: "{file}: 開いているファイルが多すぎます" },
  other: { en: "{file}: input or output failed ({errno})", ja: "{file}: 入出力に失敗しました（{errno}）" },
  notRegular: { en: "{file}: not a regular file", ja: "{file}: 通常のファイルではありません" },
  tooLarge: { en: "{file}: larger than {max} bytes", ja: "{file}: {max} バイトを超えています" },
  exists: { en: "{file}: exists already", ja: "{file}: 既に存在します" },
})

/** The code of an operating system's error, such as `ENOENT`; null for any other value. */
export function errnoOf(e: unknown): string | null {
  return e instanceof Error && "code" in e && typeof e.code === "string" ? e.code : null
}

/** Convert an error of the operating system to an AppError `io`; any other value is returned unchanged. @param file - For the message. */
export function asIoError(cause: unknown, file: string): unknown {
  const errno = errnoOf(cause)
  if (isAppError(cause) || errno === null) return cause
  const known = Object.hasOwn(IO_TEXTS, errno) ? IO_TEXTS[errno as keyof typeof IO_TEXTS] : IO_TEXTS.other
  return new AppError("io", known, { detail: { file, errno }, cause })
}

/** Run the work; throw an AppError `io` instead of an error of the operating system. @param file - For the message. */
export async function wrapIo<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (e) {
    throw asIoError(e, file)
  }
}
