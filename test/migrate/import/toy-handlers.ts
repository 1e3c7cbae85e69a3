import { makeDraft } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { AppError } from "../../../src/base/errors.ts"
import type { Handler, Input, Opened, OpenedAccounts, SniffedInput } from "../../../src/formats/handler.ts"

/** Simple formats for tests: an input is `~`, which no real format begins with, the format's word, and its content. */

const REASON = { en: "toy", ja: "toy" }
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const textOf = ({ bytes }: Pick<Input, "bytes">): string => Buffer.from(bytes).toString("utf8").slice(1)

export const input = (name: string, text: string): Input => ({ name, bytes: Buffer.from(text === "" ? "" : `~${text}`, "utf8") })
/** A picture whose codes are these texts. */
export const picture = (name: string, ...texts: string[]): Input => ({ name, bytes: Buffer.concat([PNG, Buffer.from(texts.join("\n"))]) })
/** A container with these texts as files. */
export const box = (...texts: string[]): string => `BOX ${Buffer.from(JSON.stringify(texts)).toString("hex")}`

const draft = (name: string) => makeDraft({ kind: "totp", name, secret: new Secret(Buffer.from(name)) })

/** `LIST a b ?`: two accounts and one that cannot be read. */
function list(text: string): OpenedAccounts {
  const words = text.split(" ").slice(1)
  return {
    kind: "accounts",
    drafts: words.filter((word) => word !== "?").map(draft),
    issues: words.flatMap((word, index) => (word === "?" ? [{ at: index + 1, code: "record-malformed" as const, reason: REASON }] : [])),
  }
}

function handler(id: string, word: string, open: (inputs: readonly SniffedInput[]) => Opened, rest: Partial<Handler> = {}): Handler {
  return {
    id,
    title: id,
    extensions: [],
    guide: REASON,
    detect: (sniffed) => ("head" in sniffed && typeof sniffed.head === "string" && sniffed.head.startsWith(`~${word}`) ? "yes" : "no"),
    open: (inputs) => new Promise((resolve) => { resolve(open(inputs)) }), // prettier-ignore
    ...rest,
  }
}

const one = (inputs: readonly SniffedInput[]): SniffedInput => {
  if (inputs.length !== 1 || inputs[0] === undefined) throw new TypeError("opened with more than one")
  return inputs[0]
}

/** Locked text without magic: opened by its own password, damaged when `breaks`. */
function shy(id: string, password: string, breaks = false): Handler {
  const open = (): Opened => ({
    kind: "locked",
    needs: "password",
    unlock: (key) =>
      key.password === password
        ? Promise.resolve(list(`LIST ${id}`))
        : Promise.reject(new AppError(breaks ? "format-damaged" : "password-wrong", REASON)),
  })
  return handler(id, "", open, { detect: (sniffed) => ("head" in sniffed && String(sniffed.head).startsWith("~SHY") ? "maybe" : "no") })
}

export const TOYS: readonly Handler[] = [
  handler("toy-list", "LIST", (inputs) => list(textOf(one(inputs)))),
  handler("toy-broken", "BROKEN", () => {
    throw new AppError("format-damaged", REASON)
  }),
  handler("toy-box", "BOX", (inputs) => ({
    kind: "nested",
    inputs: (JSON.parse(Buffer.from(textOf(one(inputs)).slice(4), "hex").toString("utf8")) as string[]).map((text) =>
      input("inside", text),
    ),
    issues: [],
  })),
  // `SAFE word text`: the password is the word, and the text is an input inside.
  handler("toy-safe", "SAFE", (inputs) => {
    const [, password, ...rest] = textOf(one(inputs)).split(" ")
    return {
      kind: "locked",
      needs: "passphrase",
      unlock: ({ password: typed }) => {
        if (typed !== password) return Promise.reject(new AppError("password-wrong", REASON))
        if (rest[0] === "BROKEN") return Promise.reject(new AppError("format-damaged", REASON))
        return Promise.resolve({ kind: "nested", inputs: [input("safe", rest.join(" "))], issues: [] })
      },
    }
  }),
  // `PART set index-count name`: all parts of a set, in any order.
  handler(
    "toy-parts",
    "PART",
    (inputs) => {
      const parts = inputs.map((part) => textOf(part).split(" "))
      const count = Number(parts[0]?.[2]?.split("-")[1])
      if (parts.length < count) throw new AppError("transfer-incomplete", REASON)
      return list(
        `LIST ${parts
          .map((words) => words[3] ?? "")
          .sort()
          .join(" ")}`,
      )
    },
    { groupKey: (part) => textOf(part).split(" ")[1] ?? "" },
  ),
  handler("toy-picture", "", () => ({ kind: "nested", inputs: [], issues: [] }), {
    detect: ({ kind }) => (kind === "picture" ? "yes" : "no"),
    open: (inputs) => {
      const texts = Buffer.from(one(inputs).bytes.subarray(PNG.length)).toString("utf8").split("\n").filter(Boolean)
      return Promise.resolve({ kind: "nested", inputs: texts.map((text) => input("code", text)), issues: [] })
    },
  }),
  shy("toy-shy-one", "one"),
  shy("toy-shy-two", "two", true),
]
