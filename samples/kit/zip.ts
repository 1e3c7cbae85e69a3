// Shared by several generators: zip archives, encrypted in two ways.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js"

export type Members = Readonly<Record<string, string>>

/** By the stock `zip` program; with a password: ZipCrypto. */
export function zipped(members: Members, password: string | null = null): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "keyferry-sample-"))
  try {
    for (const [name, text] of Object.entries(members)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    execFileSync("zip", ["-q", "-X", ...(password === null ? [] : ["-P", password]), "out.zip", ...Object.keys(members)], { cwd: folder })
    return readFileSync(join(folder, "out.zip"))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** By zip.js: WinZip AES-256. */
export async function zippedWithAes(members: Members, password: string): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false })
  for (const [name, text] of Object.entries(members))
    await writer.add(name, new Uint8ArrayReader(Buffer.from(text)), { password, encryptionStrength: 3 })
  return await writer.close()
}
