/** What the worker finds in one frame. */
export type Decoded =
  | {
      readonly type: "decoded"
      readonly texts: readonly string[]
      /** The corners of each code as `x,y x,y x,y x,y` in pixels of the frame. */
      readonly outlines: readonly string[]
    }
  /** The decoder cannot work in this browser. */
  | { readonly type: "failed" }
