import { createHash } from "node:crypto"
import { readFile, readlink } from "node:fs/promises"
import { hostname } from "node:os"
import { errnoOf } from "./io-error.ts"

/** Names a process so that another one, perhaps on another host that shares the directory, can find out whether it still runs. */
export interface ProcessName {
  readonly host: string
  /** A hash of the machine's id, which survives a restart of the machine; `""` where it has none. */
  readonly machine: string
  /** The kernel's boot id; `""` where it reports none. */
  readonly boot: string
  /** The namespace that the process id belongs to, such as `pid:[4026531836]`; `""` where the kernel has none. */
  readonly pidNamespace: string
  readonly pid: number
  /** The start time in ticks since boot, since process ids are reused; `""` where the kernel does not report it. */
  readonly started: string
}

/** `self`: this very process. `unknown`: it is on another host or in another container, or the kernel does not tell enough. */
export type Liveness = "self" | "running" | "gone" | "unknown"

let current: Promise<ProcessName> | undefined

/** The name of this process. */
export function currentProcess(): Promise<ProcessName> {
  return (current ??= nameSelf())
}

async function nameSelf(): Promise<ProcessName> {
  const [machineId, boot, pidNamespace, status] = await Promise.all([
    readFile("/etc/machine-id", "utf8").catch(() => ""),
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
    readStatus("self"),
  ])
  // machine-id(5): the id itself must not be shown to others.
  const machine = machineId.trim() === "" ? "" : createHash("sha256").update(`keyferry ${machineId.trim()}`).digest("hex").slice(0, 16)
  return { host: hostname(), machine, boot: boot.trim(), pidNamespace, pid: process.pid, started: status?.started ?? "" }
}

/** Whether a process still runs, as far as this host can know. */
export async function livenessOf(other: ProcessName): Promise<Liveness> {
  const here = await currentProcess()
  // Containers may have the same host name and the same kernel, but not the same process ids.
  if (other.host !== here.host || other.pidNamespace !== here.pidNamespace) return "unknown"
  if (other.boot !== here.boot) {
    // Without a machine id these may be two hosts of the same name.
    const isRestarted = other.machine !== "" && other.machine === here.machine && other.boot !== "" && here.boot !== ""
    return isRestarted ? "gone" : "unknown"
  }
  if (other.pid === here.pid) return other.started === here.started ? "self" : "gone"
  try {
    process.kill(other.pid, 0)
  } catch (e) {
    // EPERM: it is the process of another user.
    if (errnoOf(e) === "ESRCH") return "gone"
  }
  const status = await readStatus(other.pid)
  if (status === null || other.started === "") return "unknown"
  // A process that was killed stays as a zombie until its parent asks for its status.
  return status.state === "Z" || status.state === "X" || status.started !== other.started ? "gone" : "running"
}

/** Fields 3 and 22 of `/proc/<pid>/stat`; null where they cannot be read. @see proc(5) */
async function readStatus(pid: number | "self"): Promise<{ readonly state: string; readonly started: string } | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8")
    // Field 2 is the name of the program in parentheses, and may contain any character.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
    const [state, started] = [fields[0], fields[19]]
    return state === undefined || started === undefined ? null : { state, started }
  } catch {
    return null
  }
}
