import type { Options, QRCode } from "jsqr"

export type Decode = (data: Uint8ClampedArray, width: number, height: number, options?: Options) => QRCode | null

/** Load the decoder jsqr. The package is CommonJS although its types declare an ES module, so the function may be nested one level deeper. */
export async function jsqr(): Promise<Decode> {
  const { default: module } = (await import("jsqr")) as unknown as { default: Decode | { default: Decode } }
  return typeof module === "function" ? module : module.default
}
