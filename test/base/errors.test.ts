import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { AppError, checkAborted, isAppError } from "../../src/base/errors.ts"

const sentence = { en: "{count} {count|account|accounts} of {file}", ja: "{file} の {count} 件" }

describe("an AppError", () => {
  it("has its English sentence as message and keeps its cause", () => {
    const cause = new Error("inner")
    const e = new AppError("format-damaged", sentence, { detail: { count: 3, file: "y" }, cause })
    assert.equal(e.message, "3 accounts of y")
    assert.equal(e.cause, cause)
    assert.ok(isAppError(e) && isAppError(e, "format-damaged") && !isAppError(e, "io") && !isAppError(cause))
  })

  it("with the code interrupted is thrown by checkAborted after a cancellation", () => {
    checkAborted(undefined)
    checkAborted(new AbortController().signal)
    assert.throws(
      () => {
        checkAborted(AbortSignal.abort())
      },
      (e) => isAppError(e, "interrupted"),
    )
  })
})
