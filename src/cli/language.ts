import type { Lang } from "../base/language.ts"

/** The language of the environment's locale. English on the Linux console, which has no Japanese font. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Lang {
  if (env["TERM"] === "linux") return "en"
  const locale = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value !== undefined && value !== "")
  return locale?.toLowerCase().startsWith("ja") === true ? "ja" : "en"
}
