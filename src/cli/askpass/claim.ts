/** The present code of an account, and so the next one. */
export interface PresentCode {
  /** Until when it is valid, in milliseconds since 1970. */
  readonly untilMs: number
  /** How long each code is valid, in milliseconds. */
  readonly periodMs: number
}

/** The code that a process may give; null: both are given already. */
export type Claim = "present" | "next" | null

/**
 * The first of two codes that was not given yet.
 *
 * @param givenMs - Until when the last code that was given is valid, in milliseconds since 1970.
 */
export function claimOf(givenMs: number, { untilMs, periodMs }: PresentCode): Claim {
  // The same time, computed at two moments, differs by less than half a period.
  const ahead = Math.round((givenMs - untilMs) / periodMs)
  // A clock that was set back leaves a later time behind.
  if (ahead < 0 || ahead > 1) return "present"
  return ahead === 0 ? "next" : null
}

/** Until when a claimed code is valid, in milliseconds since 1970. */
export const claimedUntilMs = (claim: "present" | "next", { untilMs, periodMs }: PresentCode): number =>
  claim === "present" ? untilMs : untilMs + periodMs
