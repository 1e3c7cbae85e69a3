// FreeOTP+'s JSON, put together here from the description, without the handler.
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { HELD, STEAM, tokenOf } from "../kit/freeotp.ts"
import type { Maker } from "../kit/kit.ts"

const ALL = [...HELD, STEAM]
const idOf = (token: Record<string, unknown>): string => `${String(token["issuerExt"])}:${String(token["label"])}`
const tokens = ALL.map((d) => tokenOf(d))
const renamed = makeDraft({ kind: "totp", issuer: "My Own Name", name: "mine", secret: madeUpSecret("freeotp renamed") })
const unordered = makeDraft({ kind: "totp", issuer: "", name: "only a label", secret: madeUpSecret("freeotp unordered") })

export const make: Maker = () => [
  { files: { "freeotp-backup.json": JSON.stringify({ tokenOrder: tokens.map(idOf), tokens: [...tokens].reverse() }) }, accounts: ALL },
  {
    files: {
      "odd-tokens.json": JSON.stringify({
        tokenOrder: [idOf(tokenOf(HELD[0]!))],
        tokens: [
          {
            ...tokenOf(renamed),
            issuerExt: "From The Code",
            issuerInt: "From The Code",
            label: "theirs",
            issuerAlt: "My Own Name",
            labelAlt: "mine",
          },
          { label: "only a label", secret: [...new Int8Array(unordered.secret.reveal())] },
          tokenOf(HELD[0]!),
          { ...tokenOf(HELD[0]!), label: "bad bytes", secret: [1, 300] },
          { ...tokenOf(HELD[0]!), label: "no secret", secret: [] },
          { ...tokenOf(HELD[0]!), label: "bad type", type: "PUSH" },
        ],
      }),
    },
    accounts: [HELD[0]!, renamed, unordered],
    issues: [
      { at: 4, code: "record-malformed" },
      { at: 5, code: "record-malformed" },
      { at: 6, code: "record-unsupported" },
    ],
  },
]
