import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import type { Loss } from "../handler.ts"
import { refused } from "../records/keeps.ts"
import { MAX_PERIOD_S } from "./fields.ts"

const TEXTS = texts({
  period: { en: "KeePassXC accepts periods up to one day", ja: "KeePassXC の周期は 1 日までです" },
})

/** The loss of a time-based account whose period is too long for KeePassXC. */
export function periodLoss({ kind, period }: Pick<Draft, "kind" | "period">): Loss[] {
  return kind === "totp" && (period ?? 0) > MAX_PERIOD_S ? [refused(TEXTS.period)] : []
}
