declare module "heic-decode" {
  interface Decoded {
    readonly width: number
    readonly height: number
    readonly data: Uint8ClampedArray
  }
  export default function decode(input: { buffer: Uint8Array }): Promise<Decoded>
}

/** In node, but neither in its types nor in the language's. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> }
