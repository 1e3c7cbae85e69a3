import { spawn } from "node:child_process"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"

export const SHELL_TEXTS = texts({
  failed: { en: "the passphrase command failed", ja: "パスフレーズのコマンドが失敗しました" },
})

const MAX_BYTES = 1 << 16

/**
 * Run a shell command without standard input; its standard error is ours.
 *
 * @returns Its output, cut off after 64 KiB. @throws AppError `password-needed` where it fails or cannot be started
 */
export function runShell(command: string, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", command], { stdio: ["ignore", "pipe", "inherit"], signal })
    const chunks: Uint8Array[] = []
    let size = 0
    child.stdout.on("data", (chunk: Uint8Array) => {
      if (size < MAX_BYTES) chunks.push(chunk)
      size += chunk.length
    })
    child.on("error", (cause) => {
      reject(new AppError("password-needed", SHELL_TEXTS.failed, { cause }))
    })
    child.on("close", (status) => {
      if (status === 0) resolve(Buffer.concat(chunks))
      else reject(new AppError("password-needed", SHELL_TEXTS.failed))
    })
  })
}
