import type { Options, QRCode } from "jsqr"

export type Decode = (data: Uint8ClampedArray, width: number, height: number, options?: Options) => QRCode | null

/** The decoder written in JavaScript; loaded on first use. Its package is CommonJS, whose types say otherwise. */
export async function jsqr(): Promise<Decode> {
  const { default: module } = (await import("jsqr")) as unknown as { default: Decode | { default: Decode } }
  return typeof module === "function" ? module : module.default
}
