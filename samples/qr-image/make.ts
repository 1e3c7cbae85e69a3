// Pictures of QR codes. Those made by ImageMagick or heif-enc are reused as they are.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Jimp } from "jimp"
import type { Draft } from "../../src/accounts/account.ts"
import { formatOtpUri } from "../../src/accounts/uri.ts"
import { migrationUris } from "../../src/formats/records/google-migration.ts"
import { drawQr, modulesShown } from "../../src/qr/draw/draw.ts"
import { makeMatrix } from "../../src/qr/draw/matrix.ts"
import { rasterize } from "../../src/qr/pixels.ts"
import { formatCode } from "../../src/transfer/code.ts"
import { cut } from "../../src/transfer/transfer.ts"
import { seededRandom } from "../../test/formats/ports.ts"
import { VECTORS } from "../../test/formats/vectors.ts"
import { transferOf } from "../keyferry-transfer/make.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

type Mime = "image/png" | "image/jpeg" | "image/bmp" | "image/tiff"
interface Options {
  readonly mime?: Mime
  readonly scale?: number
  /** Make the light modules transparent. */
  readonly clear?: boolean
  readonly inverted?: boolean
}

/** Draws codes side by side. */
async function picture(
  texts: readonly string[],
  { mime = "image/png", scale = 4, clear = false, inverted = false }: Options = {},
): Promise<Uint8Array> {
  const codes = await Promise.all(texts.map(async (text) => rasterize(modulesShown(drawQr(await makeMatrix(text, "L"), "full", 4)), scale)))
  const width = codes.reduce((sum, code) => sum + code.width, 0)
  const height = Math.max(...codes.map((code) => code.height))
  const data = Buffer.alloc(width * height * 4, 255)
  let left = 0
  for (const code of codes) {
    for (let y = 0; y < code.height; y++) data.set(code.data.subarray(y * code.width * 4, (y + 1) * code.width * 4), (y * width + left) * 4)
    left += code.width
  }
  for (let at = 0; at < data.length; at += 4) {
    const light = data[at] === 255
    if (clear) data.fill(0, at, at + 3)
    if (clear && light) data[at + 3] = 0
    if (inverted) data.fill(light ? 0 : 255, at, at + 3)
  }
  const bitmap = Jimp.fromBitmap({ data, width, height }) as InstanceType<typeof Jimp>
  return Uint8Array.from(await bitmap.getBuffer(mime))
}

/** Converts pictures into one with ImageMagick. */
function magick(inputs: readonly Uint8Array[], args: readonly string[], ending: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "qr-samples-"))
  try {
    const names = inputs.map((_, i) => join(folder, `${i}.png`))
    names.forEach((name, i) => { writeFileSync(name, inputs[i]!) }) // prettier-ignore
    const out = join(folder, `out.${ending}`)
    execFileSync("convert", [...names, ...args, out], { env: { ...process.env, MAGICK_THREAD_LIMIT: "1" } })
    return Uint8Array.from(readFileSync(out))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Encodes a picture as iPhones store photos, with libheif's `heif-enc`. */
function heic(png: Uint8Array): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "qr-samples-"))
  try {
    writeFileSync(join(folder, "in.png"), png)
    execFileSync("heif-enc", ["-q", "50", "-o", join(folder, "out.heic"), join(folder, "in.png")], { stdio: "ignore" })
    return Uint8Array.from(readFileSync(join(folder, "out.heic")))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const [alice, bob, carol, sakura] = VECTORS as [Draft, Draft, Draft, Draft]
const [a, b, c, s] = [alice, bob, carol, sakura].map((draft) => formatOtpUri(draft)) as [string, string, string, string]
const PHOTO = ["-resize", "150%", "-background", "#555", "-virtual-pixel", "background", "-distort", "Perspective", "0,0 30,20 450,0 440,30 0,450 12,430 450,450 420,444", "-rotate", "7", "-blur", "0x1", "-seed", "7", "-attenuate", "0.2", "+noise", "Gaussian", "-quality", "70"] // prettier-ignore

export const make: Maker = async ({ random }) => {
  const uris = { format: "otpauth-uri" } as const
  const { sealed, accounts } = await transferOf(seededRandom("keyferry-transfer"))
  const pages = await Promise.all(cut(sealed, 800).map((text) => picture([text], { scale: 2 })))
  const batches = await migrationUris([alice, bob, carol, sakura], 2, random.bytes(4))
  const kept = (name: string, draw: () => Promise<Uint8Array>): Promise<Uint8Array> => reuseOrMake("qr-image", name, draw)
  const web = "https://www.example.com/menu"
  return [
    { ...uris, files: { "one.png": await picture([a]) }, accounts: [alice] },
    { ...uris, files: { "two-in-one.jpg": await picture([a, b], { mime: "image/jpeg" }) }, accounts: [alice, bob] },
    { ...uris, files: { "see-through.png": await picture([c], { clear: true }) }, accounts: [carol] },
    { ...uris, files: { "light-on-dark.bmp": await picture([b], { mime: "image/bmp", scale: 2, inverted: true }) }, accounts: [bob] },
    { ...uris, files: { "scan.tiff": await picture([s], { mime: "image/tiff", scale: 2 }) }, accounts: [sakura] },
    {
      ...uris,
      files: { "message.webp": await kept("message.webp", async () => magick([await picture([a])], ["-quality", "60"], "webp")) },
      accounts: [alice],
    },
    {
      ...uris,
      files: { "photo.jpg": await kept("photo.jpg", async () => magick([await picture([c], { scale: 8 })], PHOTO, "jpg")) },
      accounts: [carol],
    },
    { ...uris, files: { "phone.heic": await kept("phone.heic", async () => heic(await picture([b]))) }, accounts: [bob] },
    {
      ...uris,
      files: {
        "animation.gif": await kept("animation.gif", async () =>
          magick(await Promise.all([a, b, c].map((text) => picture([text], { scale: 3 }))), ["-layers", "OptimizeTransparency"], "gif"),
        ),
      },
      accounts: [alice, bob, carol],
    },
    {
      ...uris,
      files: { "pasted.txt": `data:image/png;base64,${Buffer.from(await picture([b], { scale: 2 })).toString("base64")}\n` },
      accounts: [bob],
    },
    {
      format: "google-migration",
      files: { "batch-2.png": await picture([batches[1]!]), "batch-1.png": await picture([batches[0]!]) },
      accounts: [alice, bob, carol, sakura],
    },
    {
      format: "keyferry-transfer",
      password: formatCode(sealed.code),
      files: Object.fromEntries(pages.map((page, i): [string, Uint8Array] => [`transfer-${pages.length - i}.png`, page]).reverse()),
      accounts,
    },
    { ...uris, files: { "with-a-web-page.png": await picture([a, web]) }, accounts: [alice], issues: [{ at: 2, code: "code-foreign" }] },
    {
      files: {
        "empty.png": await kept("empty.png", async () => magick([await picture([web], { scale: 1 })], ["-evaluate", "set", "100%"], "png")),
      },
      error: "nothing-found",
    },
    { files: { "cut-off.png": (await picture([a])).subarray(0, 700) }, error: "format-damaged" },
    { files: { "huge.png": huge() }, error: "limit-exceeded" },
  ]
}

/** A PNG header that claims 10 gigapixels. */
function huge(): Uint8Array {
  const head = Buffer.from("89504e470d0a1a0a0000000d49484452000186a0000186a00802000000", "hex")
  return Uint8Array.from(Buffer.concat([head, Buffer.alloc(64)]))
}
