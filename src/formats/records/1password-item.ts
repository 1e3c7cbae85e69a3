import type { Draft } from "../../accounts/account.ts"
import { arrayOrEmpty, isObject } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { firstText, text } from "./fields.ts"
import { itemCodes } from "./item-codes.ts"

/**
 * The codes of an item as 1Password stored it until version 7: fields of the login form, and sections of further fields.
 *
 * @param overview - Title and addresses.
 * @param content - `fields`, `sections` and `notesPlain`.
 * @param details - The same for every code of the item.
 */
export function oldItemCodes(overview: JsonObject, content: JsonObject, details: Partial<Draft>): (() => Draft)[] {
  const login = arrayOrEmpty(content["fields"]).filter(isObject)
  const fields = arrayOrEmpty(content["sections"])
    .filter(isObject)
    .flatMap((section) => arrayOrEmpty(section["fields"]).filter(isObject))
  const isCode = (field: JsonObject): boolean => text(field["n"]).startsWith("TOTP_")
  const [address] = arrayOrEmpty(overview["URLs"]).filter(isObject)
  const note = text(content["notesPlain"])
  return itemCodes({
    title: text(overview["title"]),
    username: firstText(
      login.find((field) => field["designation"] === "username")?.["value"],
      content["username"],
      fields.find((field) => field["n"] === "username")?.["v"],
    ),
    url: firstText(overview["url"], overview["location"], address?.["url"], address?.["u"]),
    codes: fields.filter(isCode).map((field) => ({ value: text(field["v"]), label: text(field["t"]) })),
    texts: [
      ...login.map((field) => text(field["value"])),
      ...fields.filter((field) => !isCode(field)).map((field) => text(field["v"])),
      note,
    ],
    details: { note, ...details },
  })
}
