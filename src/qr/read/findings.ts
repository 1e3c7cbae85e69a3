import type { FoundCode, ImageReading } from "../../base/ports.ts"
import type { ZxingCode } from "./zxing.ts"

/** The codes found in a picture, each text once. */
export class Findings {
  readonly #codes = new Map<string, FoundCode>()
  readonly #disputed = new Set<string>()

  get isEmpty(): boolean {
    return this.#codes.size === 0 && this.#disputed.size === 0
  }

  /** Add decoded codes; those on which the two decoders disagree are disputed. */
  add(codes: readonly ZxingCode[] | null): void {
    for (const code of codes ?? []) {
      if (code.jsqr === "other") this.#disputed.add(code.text)
      else this.addText(code.text, code.bytes)
    }
  }

  addText(text: string, bytes: Uint8Array): void {
    this.#codes.set(text, toFoundCode(text, bytes))
  }

  /** Count a text as a disagreement, unless it is added as well. */
  dispute(text: string): void {
    this.#disputed.add(text)
  }

  reading(): ImageReading {
    const disputed = [...this.#disputed].filter((text) => !this.#codes.has(text))
    return { codes: [...this.#codes.values()], disagreements: disputed.length }
  }
}

function toFoundCode(text: string, bytes: Uint8Array): FoundCode {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return { text }
  } catch {
    return { text, bytes }
  }
}
