// Google Authenticator's transfer codes, encoded here byte by byte, without a protobuf package.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Algorithm, Draft } from "../../src/accounts/account.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

function varint(value: bigint): number[] {
  const out: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128)
  return [...out, Number(rest)]
}
const int = (field: number, value: number): number[] => [...varint(BigInt(field * 8)), ...varint(BigInt(value))]
const bytes = (field: number, value: Uint8Array | readonly number[]): number[] => [
  ...varint(BigInt(field * 8 + 2)),
  ...varint(BigInt(value.length)),
  ...value,
]
const text = (field: number, value: string): number[] => (value === "" ? [] : bytes(field, Buffer.from(value)))

const ALGORITHM: Partial<Record<Algorithm, number>> = { SHA1: 1, SHA256: 2, SHA512: 3, MD5: 4 }

function record(d: Draft, { name = d.name, extra = [] as number[] } = {}): number[] {
  return [
    ...bytes(1, d.secret.reveal()),
    ...text(2, name),
    ...text(3, d.issuer),
    ...int(4, ALGORITHM[d.algorithm]!),
    ...int(5, d.digits === 8 ? 2 : 1),
    ...int(6, d.kind === "hotp" ? 1 : 2),
    ...(d.kind === "hotp" ? int(7, d.counter!) : []),
    ...extra,
  ]
}

const payload = (records: readonly number[][], tail: readonly number[]): string =>
  Buffer.from([...records.flatMap((one) => bytes(1, one)), ...tail]).toString("base64")
const uri = (data: string): string => `otpauth-migration://offline?data=${encodeURIComponent(data)}`
const v1 = (size: number, index: number, id: number): number[] => [...int(2, 1), ...int(3, size), ...int(4, index), ...int(5, id)]
const v2 = (size: number, index: number): number[] => [...int(2, 2), ...int(3, size), ...int(4, index)]

const HELD = VECTORS.filter(
  (d) =>
    (d.kind === "totp" || d.kind === "hotp") &&
    ALGORITHM[d.algorithm] !== undefined &&
    [6, 8].includes(d.digits) &&
    (d.period ?? 30) === 30 &&
    !d.trashed &&
    !d.favorite &&
    d.icon === null &&
    d.note === "" &&
    d.groups.length === 0 &&
    d.id === null,
)
/** Accounts per code. The app uses 10; 6 gives three codes. */
const BATCH = 6
const ID = -1_234_567_890
const parts = (of: (records: number[][], index: number, size: number) => string): string[] => {
  const size = Math.ceil(HELD.length / BATCH)
  return Array.from({ length: size }, (_, i) =>
    of(
      HELD.slice(i * BATCH, (i + 1) * BATCH).map((d) => record(d)),
      i,
      size,
    ),
  )
}
const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("")

/** An account whose code has both `+` and `/` in its base64, and padding. */
function plusAccount(): { draft: Draft; data: string } {
  for (let n = 0; n < 10_000; n++) {
    const draft = makeDraft({ kind: "totp", issuer: "Plus", name: "unescaped", secret: madeUpSecret(`plus ${n}`, 20 + (n % 3)) })
    const data = payload([record(draft)], v1(1, 0, 5))
    if (data.includes("+") && data.includes("/") && data.endsWith("=")) return { draft, data }
  }
  throw new Error("no such secret")
}
const { draft: PLUS, data: PLUS_DATA } = plusAccount()
const [first, second, third] = HELD as [Draft, Draft, Draft]

export const make: Maker = () => {
  const one = parts((records, i, size) => uri(payload(records, v1(size, i, ID))))
  const two = parts((records, i, size) => uri(payload(records, v2(size, i))))
  return [
    { files: { "version-1.txt": lines("# three codes of one export", "", ...one) }, accounts: HELD },
    { files: { "version-1-shuffled-and-repeated.txt": lines(one[2]!, one[0]!, one[2]!, one[1]!) }, accounts: HELD, notices: 1 },
    { files: { "version-2.txt": lines(...two.map((line) => `QR-Code:${line}`)) }, accounts: HELD },
    { files: { "part-a.txt": one[1]!, "part-b.txt": one[0]!, "part-c.txt": one[2]! }, accounts: HELD },
    {
      files: { "missing-part.txt": lines(one[0]!, one[2]!) },
      accounts: [...HELD.slice(0, BATCH), ...HELD.slice(2 * BATCH)],
      issues: [{ at: 1, code: "part-missing" }],
    },
    {
      files: {
        "unescaped.txt": lines(
          `otpauth-migration://offline?data=${PLUS_DATA}`,
          `OTPAUTH-MIGRATION://offline?data=${PLUS_DATA.replaceAll("+", " ").replace(/=+$/, "")}`,
        ),
      },
      accounts: [PLUS],
      notices: 1,
    },
    {
      files: {
        "odd-records.txt": lines(
          uri(
            payload(
              [record(first, { name: `${first.issuer}:${first.name}`, extra: text(8, "6194bc17377277987913") }), record(second)],
              v2(1, 0),
            ),
          ),
          uri(payload([bytes(1, third.secret.reveal())], [...int(2, 1)])),
          uri(
            payload(
              [text(2, "no secret"), [...record(third), ...int(4, 9)], [...record(third), ...int(5, 3)], [...record(third), ...int(6, 7)]],
              v1(1, 0, 1),
            ),
          ),
          "otpauth-migration://offline?data=AAAA",
          "otpauth-migration://offline",
          "some other line",
        ),
      },
      accounts: [first, second, { ...third, issuer: "", name: "" }],
      issues: [
        { at: 4, code: "record-malformed" },
        { at: 5, code: "record-malformed" },
        { at: 6, code: "record-malformed" },
        { at: 3, code: "record-malformed" },
        { at: 3, code: "record-unsupported" },
        { at: 3, code: "record-unsupported" },
        { at: 3, code: "record-unsupported" },
      ],
    },
    { files: { "broken.txt": "otpauth-migration://offline?data=XXXX\n" }, error: "format-damaged" },
  ]
}
