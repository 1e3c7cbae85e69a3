import type { Pixels } from "../pixels.ts"

/** A greyscale picture, row by row, one byte per pixel: 0 is black, 255 white. */
export interface Gray {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** Convert to grey on a white background: the light modules of a code are often transparent. */
export function toGray({ data, width, height }: Pixels): Gray {
  const out = new Uint8Array(width * height)
  for (let i = 0, at = 0; i < out.length; i++, at += 4) {
    const light = ((data[at] ?? 0) * 77 + (data[at + 1] ?? 0) * 151 + (data[at + 2] ?? 0) * 28) >> 8
    const alpha = data[at + 3] ?? 255
    out[i] = alpha === 255 ? light : (light * alpha + 255 * (255 - alpha)) / 255
  }
  return { data: out, width, height }
}

/** Convert to opaque RGBA. */
export function toPixels({ data, width, height }: Gray): Pixels {
  const out = new Uint8ClampedArray(data.length * 4)
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    const light = data[i] ?? 0
    out[at] = out[at + 1] = out[at + 2] = light
    out[at + 3] = 255
  }
  return { data: out, width, height }
}

/** Scale by a factor: averages areas when shrinking, interpolates linearly when enlarging. */
export function resize(gray: Gray, factor: number): Gray {
  const width = Math.max(1, Math.round(gray.width * factor))
  const height = Math.max(1, Math.round(gray.height * factor))
  return factor < 1 ? shrink(gray, width, height) : grow(gray, width, height)
}

function shrink(gray: Gray, width: number, height: number): Gray {
  const out = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, height, gray.height)
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, width, gray.width)
      let sum = 0
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) sum += gray.data[row * gray.width + column] ?? 0
      out[y * width + x] = sum / ((bottom - top) * (right - left))
    }
  }
  return { data: out, width, height }
}

/** The range of source pixels that the destination pixel `at` of `parts` covers. */
function span(at: number, parts: number, whole: number): [number, number] {
  const from = Math.floor((at * whole) / parts)
  return [from, Math.max(from + 1, Math.floor(((at + 1) * whole) / parts))]
}

function grow(gray: Gray, width: number, height: number): Gray {
  const out = new Uint8Array(width * height)
  const pixel = (x: number, y: number): number => gray.data[Math.min(gray.height - 1, y) * gray.width + Math.min(gray.width - 1, x)] ?? 0
  for (let y = 0; y < height; y++) {
    const fromY = Math.max(0, ((y + 0.5) * gray.height) / height - 0.5)
    const [y0, fy] = [Math.floor(fromY), fromY % 1]
    for (let x = 0; x < width; x++) {
      const fromX = Math.max(0, ((x + 0.5) * gray.width) / width - 0.5)
      const [x0, fx] = [Math.floor(fromX), fromX % 1]
      const upper = pixel(x0, y0) * (1 - fx) + pixel(x0 + 1, y0) * fx
      const lower = pixel(x0, y0 + 1) * (1 - fx) + pixel(x0 + 1, y0 + 1) * fx
      out[y * width + x] = upper * (1 - fy) + lower * fy
    }
  }
  return { data: out, width, height }
}

/** Box blur of 3x3: closes the thin gaps that some fonts leave between block glyphs. */
export function blur({ data, width, height }: Gray): Gray {
  const rows = new Uint16Array(data.length)
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const here = data[at] ?? 0
      rows[at] = (x > 0 ? (data[at - 1] ?? 0) : here) + here + (x < width - 1 ? (data[at + 1] ?? 0) : here)
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const here = rows[at] ?? 0
      out[at] = ((y > 0 ? (rows[at - width] ?? 0) : here) + here + (y < height - 1 ? (rows[at + width] ?? 0) : here)) / 9
    }
  }
  return { data: out, width, height }
}

const SHARPEN_AMOUNT = 5

/** Unsharp mask: undoes part of a blur by an unfocused or moving camera. */
export function sharpen(gray: Gray): Gray {
  const blurred = blur(blur(blur(gray))).data
  const data = new Uint8Array(gray.data.length)
  for (let at = 0; at < data.length; at++) {
    const here = gray.data[at] ?? 0
    data[at] = Math.max(0, Math.min(255, here + SHARPEN_AMOUNT * (here - (blurred[at] ?? 0))))
  }
  return { ...gray, data }
}

/** The difference between the lightest and the darkest pixel: 0–255. */
export function contrast({ data }: Gray): number {
  let [darkest, lightest] = [255, 0]
  for (const light of data) {
    if (light < darkest) darkest = light
    if (light > lightest) lightest = light
  }
  return Math.max(0, lightest - darkest)
}

/** Whether every pixel is opaque. */
export function isOpaque({ data }: Pixels): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false
  return true
}

/** Convert to black and white, with the threshold that best separates the histogram into two classes. @see Otsu 1979 */
export function threshold({ data, width, height }: Gray): Gray {
  const histogram = new Float64Array(256)
  for (const light of data) histogram[light] = (histogram[light] ?? 0) + 1
  const total = histogram.reduce((sum, n, light) => sum + n * light, 0)
  let [best, cut, below, sum] = [-1, 128, 0, 0]
  for (let light = 0; light < 255; light++) {
    below += histogram[light] ?? 0
    sum += (histogram[light] ?? 0) * light
    const above = data.length - below
    if (below === 0 || above === 0) continue
    const between = below * above * (sum / below - (total - sum) / above) ** 2
    if (between > best) [best, cut] = [between, light]
  }
  return { data: data.map((light) => (light > cut ? 255 : 0)), width, height }
}

/** Rotate around the centre; new areas are white. */
export function rotate(gray: Gray, degrees: number): Gray {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const width = Math.ceil(Math.abs(gray.width * cos) + Math.abs(gray.height * sin))
  const height = Math.ceil(Math.abs(gray.width * sin) + Math.abs(gray.height * cos))
  const out = new Uint8Array(width * height).fill(255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - width / 2, y - height / 2]
      const fromX = Math.round(dx * cos + dy * sin + gray.width / 2)
      const fromY = Math.round(dy * cos - dx * sin + gray.height / 2)
      if (fromX >= 0 && fromY >= 0 && fromX < gray.width && fromY < gray.height)
        out[y * width + x] = gray.data[fromY * gray.width + fromX] ?? 0
    }
  }
  return { data: out, width, height }
}
