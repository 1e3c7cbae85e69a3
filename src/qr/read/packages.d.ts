declare module "heic-decode" {
  interface Decoded {
    readonly width: number
    readonly height: number
    readonly data: Uint8ClampedArray
  }
  export default function decode(input: { buffer: Uint8Array }): Promise<Decoded>
}

/** Node has it, but neither node's types nor the language's library declare it. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> }
