import type { FoundCode, ImageReading } from "../../base/ports.ts"
import type { ZxingCode } from "./zxing.ts"

/** What was found in a picture so far, each text once. */
export class Findings {
  readonly #codes = new Map<string, FoundCode>()
  readonly #disputed = new Set<string>()

  get isEmpty(): boolean {
    return this.#codes.size === 0 && this.#disputed.size === 0
  }

  add(codes: readonly ZxingCode[] | null): void {
    for (const code of codes ?? []) {
      if (code.second === "other") this.#disputed.add(code.text)
      else this.addText(code.text, code.bytes)
    }
  }

  addText(text: string, bytes: Uint8Array): void {
    this.#codes.set(text, foundCode(text, bytes))
  }

  dispute(text: string): void {
    this.#disputed.add(text)
  }

  reading(): ImageReading {
    const disputed = [...this.#disputed].filter((text) => !this.#codes.has(text))
    return { codes: [...this.#codes.values()], disagreements: disputed.length }
  }
}

function foundCode(text: string, bytes: Uint8Array): FoundCode {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return { text }
  } catch {
    return { text, bytes }
  }
}
