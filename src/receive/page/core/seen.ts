/** Knows which texts came before, by their SHA-256 alone: the texts themselves are not kept. */
export class SeenTexts {
  readonly #digests = new Set<string>()

  /** @returns Those that were not there before; from now on they are known. */
  async add(texts: readonly string[]): Promise<string[]> {
    const digests = await Promise.all(texts.map(digestOf))
    return texts.filter((_, at) => {
      const digest = digests[at] ?? ""
      const isNew = !this.#digests.has(digest)
      this.#digests.add(digest)
      return isNew
    })
  }

  clear(): void {
    this.#digests.clear()
  }
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
