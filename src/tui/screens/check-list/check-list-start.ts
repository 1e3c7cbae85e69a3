import { sortAccounts } from "../../../accounts/sort.ts"
import { lastVerifiedAt } from "../../../accounts/verification.ts"
import { format, texts } from "../../../base/language.ts"
import { deviceTitle } from "../../../formats/devices.ts"
import { canVerify } from "../../../migrate/verify-code.ts"
import { menuScreen } from "../../components/menu-screen.ts"
import type { MenuLink } from "../../components/menu-screen.ts"
import { paragraph } from "../../components/rows.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Compare the codes", ja: "認証コードの照合" },
  intro: {
    en: "Type the codes that the other device shows; keyferry checks whether they agree. Which device?",
    ja: "相手のデバイスに表示された認証コードを入力すると、一致するか確認します。どのデバイスと照合しますか？",
  },
  some: { en: "{n} of {total} agree so far.", ja: "{total} 件中 {n} 件が一致しています。" },
  all: { en: "All agree: {total} of {total}.", ja: "{total} 件すべてが一致しています。" },
  none: { en: "Nothing has been compared with it yet.", ja: "まだ照合していません。" },
})

const ALWAYS_OFFERED = ["phone", "google"] as const

/** Starts or resumes a check-list: with the phone, with Google Authenticator, or with any device that codes were compared with before. */
export const checkListStartScreen = menuScreen<RouteOf<"check-list-start">>({
  title: TEXTS.title,
  intro: (_route, { lang, body }) => paragraph(format(TEXTS.intro, lang), body.columns - 1, { indent: 1 }),
  links: (_route, context) => {
    const accounts = sortAccounts(
      (context.vault?.accounts ?? []).filter(({ trashedAt }) => trashedAt === null),
      context.settings.sort,
    )
    const devices = new Set([...ALWAYS_OFFERED, ...accounts.flatMap(({ verified }) => verified ?? []).map(({ where }) => where)])
    const ids = accounts.map(({ id }) => id)
    return [...devices].map((device) => {
      const agreed = accounts.filter((account) => lastVerifiedAt(account, device) !== null)
      const open = accounts.filter((account) => !agreed.includes(account) && canVerify(account, context.nowMs))
      return deviceLink(device, ids, { n: agreed.length, total: agreed.length + open.length }, context)
    })
  },
})

/** @param counts - How many of the accounts agree, of how many that can be compared. */
function deviceLink(
  device: string,
  ids: readonly string[],
  counts: { readonly n: number; readonly total: number },
  context: Context,
): MenuLink {
  const name = deviceTitle(context.formats, device, context.lang)
  const text = counts.n === 0 ? TEXTS.none : counts.n < counts.total ? TEXTS.some : TEXTS.all
  return {
    title: name.charAt(0).toUpperCase() + name.slice(1),
    text: format(text, context.lang, counts),
    to: { to: "check-list", ids, where: device },
  }
}
