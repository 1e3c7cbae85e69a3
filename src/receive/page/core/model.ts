import type { PageState, Remark } from "../../protocol.ts"
import type { Link } from "./channel.ts"
import type { TextName } from "./texts.ts"

export interface CameraChoice {
  readonly id: string
  /** Empty where the browser does not give it. */
  readonly label: string
}

export type CameraStatus =
  | { readonly type: "off" }
  | { readonly type: "starting" }
  | { readonly type: "failed"; readonly why: TextName }
  | { readonly type: "on"; readonly choices: readonly CameraChoice[]; readonly chosen: string }

/** Everything that decides what the page shows. */
export interface PageModel {
  /** The last that came from the program; null: none came yet. */
  readonly state: PageState | null
  readonly link: Link
  readonly camera: CameraStatus
  /** About what was not sent, the newest last. */
  readonly remarks: readonly Remark[]
  readonly sending: { readonly name: string | null } | null
}

export const START: PageModel = { state: null, link: "connecting", camera: { type: "off" }, remarks: [], sending: null }

/** The last word: nothing is sent after it, and the camera is off. */
export type Final = "done" | "stopped" | "idle" | "locked" | "elsewhere" | "gone"

/** What the page shows. */
export type View =
  { readonly type: "loading" } | { readonly type: "receive" } | { readonly type: "show" } | { readonly type: "final"; readonly why: Final }

export function viewOf({ state, link }: PageModel): View {
  if (state?.mode === "ended") return { type: "final", why: state.reason }
  if (link === "elsewhere" || link === "gone") return { type: "final", why: link }
  if (state === null) return link === "connecting" || link === "connected" ? { type: "loading" } : { type: "receive" }
  return { type: state.mode }
}

export const FINAL_WORDS: Readonly<Record<Final, { readonly title: TextName; readonly text: TextName }>> = {
  done: { title: "doneTitle", text: "doneText" },
  stopped: { title: "stoppedTitle", text: "stoppedText" },
  idle: { title: "idleTitle", text: "againText" },
  locked: { title: "lockedTitle", text: "againText" },
  elsewhere: { title: "elsewhereTitle", text: "elsewhereText" },
  gone: { title: "goneTitle", text: "goneText" },
}

/** Waiting this long without a code, the page says how to hold one. */
export const TIP_MS = 8000

/**
 * The line below the camera's picture.
 *
 * @param lastRead - How many codes were read together last, and when; null: none since the camera started.
 * @param seenMs - When a code was in view last, or the camera started. @param nowMs - Of the same clock.
 */
export function aimOf(
  lastRead: { readonly count: number; readonly atMs: number } | null,
  seenMs: number,
  nowMs: number,
): { readonly name: TextName; readonly values: Readonly<Record<string, number>> } {
  if (lastRead !== null && nowMs - lastRead.atMs < TIP_MS) {
    return { name: lastRead.count === 1 ? "readCode" : "readCodes", values: { count: lastRead.count } }
  }
  return { name: lastRead === null && nowMs - seenMs >= TIP_MS ? "aimTip" : "aim", values: {} }
}
