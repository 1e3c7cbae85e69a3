import type { Draft } from "../../accounts/account.ts"
import { checkFields } from "../../accounts/ranges.ts"
import { isAppError } from "../../base/errors.ts"
import { checkAborted } from "../../base/errors.ts"
import type { AppError, Issue, IssueCode } from "../../base/errors.ts"
import type { Message } from "../../base/language.ts"
import type { OpenContext, OpenedAccounts } from "../handler.ts"
import { checkRecords } from "../limits.ts"

/**
 * Reads records one after the other. Each gives accounts, an issue, or counts as a record without a second factor.
 *
 * ```ts
 * const reader = new RecordReader(context)
 * reader.readAll(arrayOf(json["entries"]), (entry) => toDraft(objectOf(entry)))
 * return reader.opened()
 * ```
 */
export class RecordReader {
  readonly #drafts: Draft[] = []
  readonly #issues: Issue[] = []
  #withoutSecret = 0
  #records = 0
  readonly #context: Pick<OpenContext, "signal" | "progress">

  constructor(context: Pick<OpenContext, "signal" | "progress">) {
    this.#context = context
  }

  /** How many records were read so far. */
  get count(): number {
    return this.#records
  }

  /**
   * Read one record.
   *
   * @param at - 1-based: the line in a file of lines, else the record's number.
   * @param read - Gives an account, several of them, or null for a record without a second factor. An AppError that it throws becomes an
   * issue, including `limit-exceeded`.
   * @throws AppError `limit-exceeded` for too many records, `interrupted`
   */
  read(at: number, read: () => Draft | readonly Draft[] | null): void {
    checkRecords(++this.#records)
    if (this.#records % 1024 === 0) checkAborted(this.#context.signal)
    try {
      const result = read()
      if (result === null) this.#withoutSecret++
      else if (Array.isArray(result)) for (const draft of result as readonly Draft[]) this.#addDraft(draft)
      else this.#addDraft(result as Draft)
    } catch (e) {
      if (!isAppError(e)) throw e
      this.#issues.push(issueOf(at, e))
    }
  }

  /** Read a list; `at` is the place in it, from 1. */
  readAll<T>(records: readonly T[], read: (record: T, index: number) => Draft | readonly Draft[] | null): this {
    checkRecords(records.length)
    for (const [index, record] of records.entries()) {
      this.read(index + 1, () => read(record, index))
      if (index % 1024 === 0) this.#context.progress?.(index, records.length)
    }
    return this
  }

  /**
   * Read a list of items that may hold several codes each. Every code is a record of its own, so one unreadable code does not lose the
   * others. An item without codes is a record without a second factor.
   */
  readItems<T>(items: readonly T[], codesOf: (item: T) => readonly (() => Draft)[]): this {
    checkRecords(items.length)
    for (const [index, item] of items.entries()) {
      this.readItem(index + 1, () => codesOf(item))
      if (index % 1024 === 0) this.#context.progress?.(index, items.length)
    }
    return this
  }

  /** As {@link readItems}, for one item. @param at - As in {@link read}. */
  readItem(at: number, codesOf: () => readonly (() => Draft)[]): void {
    let codes: readonly (() => Draft | null)[]
    try {
      codes = codesOf()
    } catch (e) {
      codes = [
        () => {
          throw e
        },
      ]
    }
    for (const code of codes.length === 0 ? [() => null] : codes) this.read(at, code)
  }

  /** Add an issue that belongs to no single record. */
  issue(issue: Issue): void {
    this.#issues.push(issue)
  }

  #addDraft(draft: Draft): void {
    checkFields(draft)
    this.#drafts.push(draft)
  }

  opened(notices: readonly Message[] = []): OpenedAccounts {
    return {
      kind: "accounts",
      drafts: this.#drafts,
      issues: this.#issues,
      ...(this.#withoutSecret > 0 ? { withoutSecret: this.#withoutSecret } : {}),
      ...(notices.length > 0 ? { notices } : {}),
    }
  }
}

/**
 * Turn a record's error into an issue.
 *
 * @throws The error itself where it does not concern one record: `interrupted`, `internal`.
 */
export function issueOf(at: number, e: AppError): Issue {
  return { at, code: issueCode(e), reason: e.sentence, detail: e.detail }
}

function issueCode(e: AppError): IssueCode {
  if (e.code === "interrupted" || e.code === "internal") throw e
  if (e.code === "format-unsupported" || e.code === "format-version") return "record-unsupported"
  return e.code === "password-wrong" || e.code === "password-needed" ? "record-locked" : "record-malformed"
}
