import { columnNames } from "./containers/csv.ts"
import type { Sniffed } from "./sniffed.ts"

/** Headers of browsers' password lists, which have no place for one-time passwords. Every column of a list must be there. */
const HEADERS = [
  // Chrome, Edge, Brave, Opera; a note is optional.
  { all: ["name", "url", "username", "password"], more: ["note"] },
  // Firefox
  {
    all: ["url", "username", "password", "httprealm", "formactionorigin", "guid"],
    more: ["timecreated", "timelastused", "timepasswordchanged"],
  },
] as const

/** Whether a file is of an app whose exports can hold no codes. Only for inputs that no handler recognises. */
export function holdsNoCodes(sniffed: Sniffed): boolean {
  if (sniffed.kind === "csv") {
    const columns = columnNames(sniffed.header)
    return HEADERS.some(({ all, more }) => {
      const known: readonly string[] = [...all, ...more]
      return all.every((name) => columns.includes(name)) && columns.every((name) => known.includes(name))
    })
  }
  // Passky
  return sniffed.kind === "json-object" && sniffed.types["encrypted"] === "boolean" && sniffed.types["passwords"] === "array"
}
