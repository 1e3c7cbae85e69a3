import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { AskpassHost } from "../../settings/settings.ts"
import type { Asker } from "./prompt.ts"

const HOST_TEXTS = texts({
  badHost: {
    en: "HOST is the name of a host as ssh asks for it, such as example.org or ada@example.org, or sudo",
    ja: "HOST には、ssh の表示と同じホスト名（example.org や ada@example.org など）か sudo を指定してください",
  },
})

const MAX_CHARS = 255

/** How an entry names the asker; the first one that is listed counts. */
function namesOf(asker: Asker): readonly string[] {
  if (asker === "sudo") return ["sudo"]
  const { user, host } = asker
  // The entry `sudo` is not meant for a host of that name.
  return [`${user}@${host}`, ...(host === "sudo" ? [] : [host])]
}

/** The entry that lists the asker; null: none does. */
export function listedFor(hosts: readonly AskpassHost[], asker: Asker): AskpassHost | null {
  const found = namesOf(asker).map((name) => hosts.find(({ host }) => host === name))
  return found.find((entry) => entry !== undefined) ?? null
}

/** The name of a host as an entry has it: the host in lower case, as ssh shows it. @throws AppError `usage` */
export function hostName(typed: string): string {
  const [, user = "", host = ""] = /^(\S+@)?([^\s@()]+)$/.exec(typed) ?? []
  if (host === "" || typed.length > MAX_CHARS) throw new AppError("usage", HOST_TEXTS.badHost)
  return user + host.toLowerCase()
}

export const withoutHost = (hosts: readonly AskpassHost[], name: string): AskpassHost[] => hosts.filter(({ host }) => host !== name)
