/** The text of a paste: terminals send CR for a line's end; other control characters are removed. The caller wipes the chunks. */
export function pastedText(chunks: readonly Uint8Array[]): string {
  const bytes = joinBytes(chunks)
  const text = bytes.toString("utf8")
  bytes.fill(0)
  return text.replace(/\r\n?/g, "\n").replace(/(?![\n\t])\p{Cc}/gu, "")
}

/** A copy of all of them, one behind the other. */
export function joinBytes(chunks: readonly Uint8Array[]): Buffer {
  // Not of the pool that `Buffer.concat` takes small ones from, so that they can be wiped.
  const bytes = Buffer.alloc(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
