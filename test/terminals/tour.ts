// One session that shows every kind of screen, for whatever terminal it is played on.
import assert from "node:assert/strict"
import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { PASSPHRASE } from "../e2e/home.ts"
import { ACCOUNT_LIST } from "../e2e/steps.ts"

/** Who plays it: a person at some terminal. */
export interface Player {
  press(...keys: readonly string[]): void
  type(text: string): void
  expectScreen(text: string | RegExp): Promise<string>
}

/** The steps that are timed. */
export type Step = "start" | "unlock" | "find" | "settings" | "qr" | "formats" | "saved"

const LIST_FOOTER = "Enter copy"

/**
 * Unlock, find, copy, open the palette and the settings, show a QR code, and export to a text file. The program must be starting.
 *
 * @param directory - Where the file is saved: the home directory of the program's user.
 * @returns The seconds that each step takes: from its last key until the screen shows the result.
 */
export async function playTour(player: Player, directory: string): Promise<ReadonlyMap<Step, number>> {
  const times = new Map<Step, number>()
  /** Press a key and wait for what it shows. */
  const press = async (key: string, shown: string | RegExp, step?: Step): Promise<void> => {
    const before = performance.now()
    if (key !== "") player.press(key)
    await player.expectScreen(shown)
    if (step !== undefined) times.set(step, (performance.now() - before) / 1000)
  }
  await press("", /The vault is locked[^]*quit/, "start")
  player.type(PASSPHRASE)
  await press("Enter", /Harbour[^]*Enter copy[^]*help/, "unlock")
  await press("/", /\d+ of \d+/)
  player.type("har")
  await press("Enter", "sent to the terminal's clipboard", "find")
  await press("Escape", ACCOUNT_LIST)
  await press(":", "Commands")
  player.type("setti")
  await player.expectScreen("Settings: theme")
  await press("Enter", /Preview[^]*Enter change/, "settings")
  await press("Escape", LIST_FOOTER)
  await press("Down", /[▌>]2 /)
  await press("v", /Page 1 of 1[^]*Esc back/, "qr")
  await press("Escape", LIST_FOOTER)
  await press("m", "Export to a file")
  await press("2", /\b(\d+) of \1 ticked/)
  await press("Enter", /type to find[^]*Esc back/, "formats")
  player.type("otpauth:")
  await player.expectScreen("best match first")
  await press("Enter", "Esc another format")
  await press("Enter", "WITHOUT A PASSWORD")
  await press("Enter", "accounts written to", "saved")
  const saved = readdirSync(directory).filter((name) => name.startsWith("otpauth-uri-"))
  assert.equal(saved.length, 1)
  for (const name of saved) rmSync(join(directory, name))
  await press("Enter", ACCOUNT_LIST)
  return times
}
