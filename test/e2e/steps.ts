// Parts of a session that several tests share.
import { glanceAtImage } from "../../src/platform/workers/tasks.ts"
import { drawScreen } from "./draw-screen.ts"
import { PASSPHRASE } from "./home.ts"
import type { Session } from "./session.ts"

/** On the account list while all accounts are shown, and on no other screen. */
export const ACCOUNT_LIST = /\[All \d+\]/

/** From the first screen to an empty vault. */
export async function createVault(session: Session): Promise<void> {
  await session.expectScreen("New passphrase")
  session.enter(PASSPHRASE)
  session.enter(PASSPHRASE)
  // The box that has to be ticked is in focus now.
  session.press("Space")
  await session.expectScreen("[x]")
  session.press("Tab", "Enter")
  await session.choose("Later")
  await session.expectScreen("No account yet")
}

/** From the locked vault to the account list. */
export async function unlock(session: Session): Promise<void> {
  await session.expectScreen("The vault is locked")
  session.enter(PASSPHRASE)
  await session.expectScreen(ACCOUNT_LIST)
}

/** Find the one account of this issuer: it is chosen, and its code is copied. */
export async function filterAccounts(session: Session, issuer: string): Promise<void> {
  session.press("/")
  await session.expectScreen(/^ \/ .*\d+ of \d+/m)
  session.enter(issuer.toLowerCase())
  await session.expectScreen(/1 of \d+/)
}

/** From any screen to the targets of a QR export of all accounts, and on with one of them. */
export async function exportAsQr(session: Session, target: string): Promise<void> {
  await backToAccounts(session)
  session.press("m")
  await session.choose("Export as QR codes")
  await session.expectScreen(/\b(\d+) of \1 ticked/)
  session.press("Enter")
  await session.choose(target)
}

/** One page of QR codes. */
export interface QrPage {
  /** All text on the screen. */
  readonly text: string
  /** The screen as PNG. */
  readonly picture: Uint8Array
}

/** Turn all pages from the first to the last. */
export async function photographPages(session: Session): Promise<QrPage[]> {
  const pages: QrPage[] = []
  const count = Number(/Page 1 of (\d+)/.exec(await session.expectScreen(/Page 1 of \d+/))?.[1])
  let previous: string | undefined
  for (let page = 1; page <= count; page++) {
    if (page > 1) session.press("n")
    await session.expectScreen(`Page ${page} of ${count}`)
    // Its text may be there while its code is half drawn.
    const { code, ...drawn } = await session.waitFor(`the code of page ${page}`, () => photographPage(session, previous))
    pages.push(drawn)
    previous = code
  }
  return pages
}

/** Undefined while the screen changes, has no readable code, or still the code of the previous page. */
async function photographPage(session: Session, previous: string | undefined): Promise<(QrPage & { readonly code: string }) | undefined> {
  const screen = session.screenWithColours()
  const picture = drawScreen(screen)
  const code = (await glanceAtImage(picture))?.codes[0]?.text
  const text = session.screen()
  return code === undefined || code === previous || session.screenWithColours() !== screen ? undefined : { code, text, picture }
}

/** From the last page back to the account list, without comparing codes. */
export async function leavePages(session: Session): Promise<void> {
  session.press("Escape")
  await session.expectScreen("Compare the codes now?")
  session.press("n")
  await session.expectScreen("Which device will scan the codes?")
  await backToAccounts(session)
}

/** Press Esc until the account list is shown; what was pasted is discarded. */
export async function backToAccounts(session: Session): Promise<void> {
  for (let presses = 0; presses < 10; presses++) {
    const screen = session.screen()
    if (ACCOUNT_LIST.test(screen)) return
    session.press(screen.includes("Leave without importing?") ? "y" : "Escape")
    await session.waitFor("another screen", () => (session.screen() === screen ? undefined : true))
  }
  throw new Error(`Esc does not lead back to the account list:\n${session.screen()}`)
}
