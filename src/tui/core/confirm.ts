/** A question with two answers. */
export interface Confirm {
  /** The question itself, short enough for the title of a box. */
  readonly title: string
  /** What to know before answering; empty: nothing. */
  readonly text: string
  /** The answers' labels. `no` is the one that changes nothing. */
  readonly yes: string
  readonly no: string
  /** Whether `yes` is chosen. */
  readonly onYes: boolean
}
