import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

const TEXTS = texts({
  newer: { en: "the file is of version {version}, newer than this program reads", ja: "新しいバージョン（{version}）のファイルです" },
})

/**
 * Refuse a file that a newer version of its app wrote. A version that is missing, or is not a number, passes.
 *
 * @throws AppError `format-version`
 */
export function checkVersion(version: unknown, newest: number): void {
  if (typeof version === "number" && version > newest) throw new AppError("format-version", TEXTS.newer, { detail: { version } })
}
