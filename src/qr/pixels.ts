/** An RGBA picture, row by row, four bytes per pixel. */
export interface Pixels {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number
}

/**
 * Draw modules as a black and white picture.
 *
 * @param modules - Rows of equal length; true is dark.
 * @param scale - Pixels per side of a module.
 */
export function rasterize(modules: readonly (readonly boolean[])[], scale: number): Pixels {
  const width = (modules[0]?.length ?? 0) * scale
  const height = modules.length * scale
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 0; y < height; y++) {
    const row = modules[Math.floor(y / scale)]
    for (let x = 0; x < width; x++) {
      if (row?.[Math.floor(x / scale)] === true) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
    }
  }
  return { data, width, height }
}
