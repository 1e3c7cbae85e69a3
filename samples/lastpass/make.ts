// LastPass Authenticator's exports, put together here from the description, without the handler.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const CREATED_MS = Date.UTC(2024, 1, 3, 4, 5, 6)
const FOLDERS = ["Favorites", "Other Accounts"]
const OWN = ["Work", "仕事 & play"]

const HELD: Draft[] = VECTORS.filter(
  (d) => d.kind === "totp" && ["SHA1", "SHA256", "SHA512"].includes(d.algorithm) && d.createdAt === null,
).map((d) => bare(d, { groups: d.groups.slice(-1), favorite: d.favorite, createdAt: CREATED_MS }))

const folderId = (d: Draft): number => (d.groups[0] === undefined ? 0 : OWN.indexOf(d.groups[0]) + 2)
const account = (d: Draft, n: number): object => ({
  accountID: `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}`,
  issuerName: d.issuer,
  originalIssuerName: `${d.issuer} as it was`,
  userName: d.name,
  originalUserName: d.name === "" ? "" : `${d.name} as it was`,
  pushNotification: false,
  secret: d.secret.toBase32(),
  timeStep: d.period,
  digits: d.digits,
  creationTimestamp: CREATED_MS,
  isFavorite: d.favorite,
  algorithm: d.algorithm,
  folderData: { folderId: folderId(d), position: n },
  backupInfo: { creationDate: "2024-02-03T04:05:06Z", deviceName: "Phone" },
})
// The app fills names that the user did not edit from the original ones, so an account without an issuer has no original one either.
const androidAccount = (d: Draft, n: number): object => ({ ...account(d, n), ...(d.issuer === "" ? { originalIssuerName: "" } : {}) })

const iosAccount = (d: Draft, n: number): object => ({
  ...androidAccount(d, n),
  accountID: "",
  creationTimestamp: CREATED_MS / 1000,
  backupInfo: undefined,
})

const folders = [
  { id: 1, name: FOLDERS[0], isOpened: true },
  { id: 0, name: FOLDERS[1], isOpened: true },
  ...OWN.map((name, n) => ({ id: n + 2, name, isOpened: false })),
]
const file = (accounts: readonly unknown[], more: object = {}): string =>
  JSON.stringify({
    deviceId: "device",
    deviceSecret: "device secret",
    localDeviceId: "local",
    deviceName: "Phone",
    version: 3,
    accounts,
    folders,
    ...more,
  })

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("lastpass odd", 10) })
const b32 = ODD.secret.toBase32()
const odd = (more: object): object => ({ issuerName: "Odd", userName: "ones", secret: b32, ...more })
const ODD_ACCOUNTS = [
  odd({ timeStep: null, digits: null, algorithm: "", folderData: null, backupInfo: null }),
  odd({
    issuerName: "",
    originalIssuerName: "Odd",
    userName: null,
    originalUserName: "ones",
    secret: b32.toLowerCase().replace(/(.{4})/g, "$1 "),
  }),
  odd({ folderData: { folderId: 1, position: 0 }, algorithm: "sha512" }),
  odd({ folderData: { folderId: 77, position: 0 }, unheard: true }),
  odd({ algorithm: "MD5" }),
  odd({ algorithm: "WHIRLPOOL" }),
  odd({ digits: 42 }),
  odd({ secret: "" }),
  odd({ secret: "1nvalid!" }),
  { issuerName: "Odd" },
  [],
]

export const make: Maker = () => [
  { files: { "android.json": file(HELD.map(androidAccount)) }, accounts: HELD },
  { files: { "ios.json": file(HELD.map(iosAccount), { version: 1, localDeviceId: null }) }, accounts: HELD },
  { files: { "empty.json": file([]) }, accounts: [] },
  {
    files: { "odd-accounts.json": file(ODD_ACCOUNTS, { folders: null }) },
    accounts: [ODD, ODD, { ...ODD, algorithm: "SHA512", favorite: true }, ODD, { ...ODD, algorithm: "MD5" }],
    issues: [
      { at: 6, code: "record-unsupported" },
      { at: 7, code: "record-malformed" },
      { at: 8, code: "record-malformed" },
      { at: 9, code: "record-malformed" },
      { at: 10, code: "record-malformed" },
      { at: 11, code: "record-malformed" },
    ],
  },
  { files: { "no-list.json": file([], { accounts: {} }) }, error: "format-damaged" },
  { files: { "cut-off.json": file(HELD.map(androidAccount)).slice(0, 700) }, detect: "no", error: "format-damaged" },
]
