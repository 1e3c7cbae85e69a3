// The process that works in the directory of automatic backups: it alone hangs where that directory does not answer.
import { createInterface } from "node:readline"
import { isAppError } from "../../base/errors.ts"
import { backupProblemOf } from "../../vault/copies/problems.ts"
import type { BackupProblem } from "../../vault/copies/problems.ts"
import { listMarked, lookAt, markDirectory, removeCopy, writeCopy } from "./copy-files.ts"
import type { Order, Reply } from "./protocol.ts"

const PROBLEMS: Readonly<Record<string, BackupProblem>> = {
  ENOENT: "missing",
  ENOTDIR: "missing",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  ENOSPC: "full",
  EDQUOT: "full",
}

function carryOut(order: Order): unknown {
  switch (order.order) {
    case "look":
      return lookAt(order.directory, order.vaultDirectory)
    case "mark":
      markDirectory(order.directory)
      return null
    case "open":
      // From now on the directory is this one, even where another is mounted over its path.
      process.chdir(order.directory)
      return listMarked(".")
    case "write":
      writeCopy(".", order.name, new Map(order.files.map(([name, base64]) => [name, Buffer.from(base64, "base64")])), process.pid)
      return null
    case "remove":
      removeCopy(".", order.name, process.pid)
      return null
  }
}

function reply(line: string): Reply {
  try {
    return { done: carryOut(JSON.parse(line) as Order) }
  } catch (error) {
    if (isAppError(error)) return { failed: backupProblemOf(error) }
    return { failed: PROBLEMS[(error as NodeJS.ErrnoException).code ?? ""] ?? "failed" }
  }
}

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(reply(line))}\n`)
