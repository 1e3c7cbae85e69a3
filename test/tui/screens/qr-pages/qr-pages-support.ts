import type { QrTarget } from "../../../../src/migrate/qr/qr-losses.ts"
import type { QrPlan } from "../../../../src/migrate/qr/qr-pages.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { play } from "../../play.ts"
import type { Played } from "../../play.ts"
import { context, page, planned } from "../migrate-support.ts"

export const IDS = ["a1", "a2", "a3"]

export const route = (target: QrTarget) => ({ to: "qr-pages", target, ids: IDS }) as const

/** Three pages with one account each. */
export const three: Partial<QrPlan> = {
  pages: [page(), page({ ids: ["a2"], labels: ["AWS: root"] }), page({ ids: ["a3"], labels: ["ゲーム認証センター"] })],
}

/** The pages for a phone, after the plan has arrived. */
export const phone = (start: Context = context(), changes: Partial<QrPlan> = three) =>
  play(qrPagesScreen, route("phone"), start, planned(changes))

/** The pages of a transfer, after the plan has arrived. */
export const transfer = (start: Context = context(), changes: Partial<QrPlan> = {}) =>
  play(
    qrPagesScreen,
    route("keyferry"),
    start,
    planned({
      target: "keyferry",
      verificationCode: "ABCD-EFGH-JKLM",
      pages: [1, 2].map(() => page({ ids: [], labels: [] })),
      ...changes,
    }),
  )

export const resized = (columns: number, rows: number): Msg => ({ type: "resized", size: { columns, rows } })

export type State = Parameters<(typeof qrPagesScreen)["view"]>[0]

export const isFull = (played: Played<State>): boolean => qrPagesScreen.full?.(played.state, played.context.window) === true
