// Myki's two CSV files, put together here from the description.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { table } from "../kit/table.ts"

const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`myki ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "two\nlines", groups: ["work", "mail"] })
const PLAIN = draft("Northwind", "alice@example.com", { note: "two\nlines" })
const ALONE = draft("Contoso", "", { groups: ["work"] })
const lower = ({ secret }: Draft): string => secret.toBase32().toLowerCase()

export const make: Maker = () => [
  {
    files: {
      "accounts.csv": table([
        ["nickname", "url", "username", "password", "additionalInfo", "twofaSecret", "status", "tags"],
        ["Northwind", "https://northwind.example", "alice@example.com", "x", "two\nlines", lower(ALICE), "active", "work, mail"],
        ["No second factor", "https://nothing.example", "dave", "x", "", "", "active", ""],
        ["Broken", "", "grace", "x", "", "1nvalid!", "active", ""],
      ]),
    },
    accounts: [ALICE],
    withoutSecret: 1,
    issues: [{ at: 5, code: "record-malformed" }],
  },
  {
    files: {
      "without-tags.csv": table([
        ["nickname", "url", "username", "password", "additionalInfo", "twofaSecret"],
        ["Northwind", "https://northwind.example", "alice@example.com", "x", "two\nlines", lower(PLAIN)],
      ]),
    },
    accounts: [PLAIN],
  },
  {
    files: {
      "two-factor.csv": table([
        ["nickname", "status", "tags", "authToken", "additionalInfo"],
        ["Contoso", "active", "work", lower(ALONE), ""],
      ]),
    },
    accounts: [ALONE],
  },
]
