/**
 * What the program and the page in the browser send each other. Both sides import this file, so it imports nothing.
 *
 * The page is at `/TOKEN/`. It opens the one live channel (`GET live?client=ID`, server-sent events) and gets a {@link PageState} as JSON at
 * once and after every change; it sends what it has found by POST, each answered with 204:
 *
 * - `text`, `application/json`: a {@link FoundTexts}
 * - `file`, `application/octet-stream`: the bytes of a picture or of another app's file; its name in the header {@link NAME_HEADER}
 * - `turn`, `application/json`: a {@link TurnPage}
 *
 * Every POST carries the client's id in {@link CLIENT_HEADER}. The channel is answered with 409 while another client has it. A client that
 * opens it again replaces itself: the earlier answer ends whole, without an {@link EndState}.
 */

/** Below the token. The page itself is the empty path. */
export const PATHS = { live: "live", text: "text", file: "file", turn: "turn" } as const

/** Names the page's client: 32 hexadecimal digits that the page chose at random. A reload keeps it, in `history.state`. */
export const CLIENT_HEADER = "x-keyferry-client"
/** The name of a file, percent-encoded as by `encodeURIComponent`. */
export const NAME_HEADER = "x-keyferry-name"

/**
 * In the answer to `live`: 32 hexadecimal digits that the program drew at random when it started the page. A page that connects again sends
 * nothing to a program with other digits: after a crash, another user of the host may have taken the port.
 */
export const PROGRAM_HEADER = "x-keyferry-program"
/** The live channel carries something at least this often, if only a comment (`:` and an empty line). A silent one is taken as lost. */
export const HEARTBEAT_MS = 10_000
/** The name of the policy for Trusted Types that the page makes; the Content-Security-Policy allows no other. */
export const TRUSTED_TYPES_POLICY = "keyferry"

export const MAX_LIMITS = {
  /** Bytes in the body of `text`. */
  textBytes: 1 << 20,
  /** Bytes of one file. */
  fileBytes: 64 << 20,
} as const

/** What was decoded from QR codes, or pasted as text. Exactly as decoded; several at once where several were in view. */
export interface FoundTexts {
  readonly texts: readonly string[]
}

/** To the page of an export, 0-based. */
export interface TurnPage {
  readonly page: number
}

export type PageLang = "en" | "ja"

/** What the page shows. */
export type PageState = ReceiveState | ShowState | EndState

/** The page scans. Everything is in the language of the page already, and holds no secret. */
export interface ReceiveState {
  readonly mode: "receive"
  /** In the order in which they were found. */
  readonly accounts: readonly FoundAccount[]
  /** Sets of which a part was found, whole ones too. */
  readonly sets: readonly PartSet[]
  /** What else there is to say, one entry for each thing sent that gave no account: a locked file, an unknown text. */
  readonly remarks: readonly Remark[]
  /** What the program wants to be asked at the terminal; null: nothing. */
  readonly waiting: "password" | "verification-code" | null
  /** The number of things received so far, so that the page sees that what it sent has arrived. */
  readonly received: number
}

export interface FoundAccount {
  /** Such as "GitHub: alice". */
  readonly label: string
  /** `present`: it is in the vault already. */
  readonly status: "new" | "present" | "differs"
}

/** Several QR codes that belong together. */
export interface PartSet {
  /** Of which app. */
  readonly title: string
  /** The numbers of the parts that were found, from 1, ascending. */
  readonly have: readonly number[]
  readonly count: number
}

/** Whether a set was found, and none lacks a part. */
export const areWhole = (sets: readonly PartSet[]): boolean => sets.length > 0 && sets.every(({ have, count }) => have.length >= count)

export interface Remark {
  /** Of the file; null: it was a code or a text. */
  readonly name: string | null
  readonly kind: "locked" | "problem" | "note"
  readonly text: string
}

/** The page shows the QR codes of an export. */
export interface ShowState {
  readonly mode: "show"
  /** 0-based. */
  readonly page: number
  readonly pages: number
  /** The modules of the code, row by row, `1` dark and `0` light, without a quiet zone. */
  readonly modules: readonly string[]
  /** The labels of its accounts; empty for the parts of a transfer. */
  readonly labels: readonly string[]
}

/** The program takes nothing more. It is the last state; the channel ends after it. */
export interface EndState {
  readonly mode: "ended"
  readonly reason: EndReason
}

/** `done`: the user went on at the terminal. `idle`: nothing happened for 5 minutes. */
export type EndReason = "done" | "stopped" | "idle" | "locked"
