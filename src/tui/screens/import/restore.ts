import { restorePickingScreen } from "./import-files.ts"

/** A backup to restore: the present vault loses nothing, and a plan is shown first. */
export const restoreScreen = restorePickingScreen
