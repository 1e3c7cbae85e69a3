import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import { AppError } from "../../base/errors.ts"
import { LIMITS, checkInflated } from "../limits.ts"

/**
 * Unpack gzip within the limits.
 *
 * @param damaged - Makes the error for data that is not gzip.
 * @throws AppError `limit-exceeded`, or what `damaged` makes
 */
export async function unpackGzip(packed: Uint8Array, damaged: (cause: unknown) => AppError): Promise<Uint8Array> {
  try {
    const plain = await promisify<Uint8Array, object, Buffer>(gunzip)(packed, { maxOutputLength: LIMITS.inflatedBytes })
    checkInflated(plain.length, packed.length)
    return plain
  } catch (cause) {
    if (cause instanceof RangeError) checkInflated(LIMITS.inflatedBytes + 1, packed.length)
    throw cause instanceof AppError ? cause : damaged(cause)
  }
}
