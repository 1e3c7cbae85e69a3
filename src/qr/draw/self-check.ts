import { rasterize } from "../pixels.ts"
import { jsqr } from "../read/jsqr.ts"
import { modulesOfPicture } from "./draw-pixels.ts"
import { modulesShown } from "./draw.ts"
import type { QrDrawing } from "./draw.ts"

const PIXELS_PER_MODULE = 3

/** Whether jsqr decodes this text from the cells or pixels that will be sent to the terminal. */
export async function readsBack(drawing: QrDrawing, text: string): Promise<boolean> {
  const decode = await jsqr()
  const { data, width, height } = rasterize(
    drawing.picture === undefined ? modulesShown(drawing) : modulesOfPicture(drawing.picture),
    PIXELS_PER_MODULE,
  )
  return decode(data, width, height, { inversionAttempts: "dontInvert" })?.data === text
}
