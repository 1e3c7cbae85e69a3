import type { Sentence } from "../../base/language.ts"

/** What the user does in the app; `commands`: command lines of keyferry that belong to it. */
export interface AppStep extends Sentence {
  readonly commands?: readonly string[]
}

/**
 * How accounts leave an app, and how they get into it. Only what is done in the app itself: the steps in keyferry, the comparison of the
 * codes and the deletion of files are added to every guide alike.
 */
export interface AppGuide {
  /** Its name, as its makers write it. */
  readonly app: Sentence
  /** Ids of the app's formats; the first is the one that is read where the user has a choice. */
  readonly formats: readonly string[]
  readonly out: {
    /** How the accounts come to keyferry; `enrolment`: the app has no export, and each account is set up again at its service. */
    readonly by: "file" | "pictures" | "enrolment"
    readonly steps: readonly AppStep[]
  }
  readonly into: {
    /** How the accounts come to the app: a file in this format, or QR codes on the screen (for `keyferry qr --to`). */
    readonly by: { readonly format: string } | { readonly qr: "phone" | "google" }
    readonly steps: readonly AppStep[]
  }
}
