import type { Account } from "../../../accounts/account.ts"
import { labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { PreflightRow } from "../../../migrate/export/losses.ts"
import { qrPreflight } from "../../../migrate/qr/qr-losses.ts"
import type { QrTarget } from "../../../migrate/qr/qr-losses.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { chosenAccounts, unreadableLosses } from "../../components/chosen-accounts.ts"
import { menuScreen } from "../../components/menu-screen.ts"
import type { MenuLink } from "../../components/menu-screen.ts"
import { withRail } from "../../components/rail/rail.ts"
import { paragraph } from "../../components/rows.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context } from "../../core/screen.ts"
import { exportRail, qrSteps } from "../../components/rail/export-rail.ts"
import type { PageLosses, QrPagesState } from "./qr-pages-state.ts"

const TEXTS = texts({
  title: { en: "Export as QR codes", ja: "QR コードでエクスポート" },
  intro: { en: "{n} {n|account|accounts}. Which device will scan the codes?", ja: "{n} 件のアカウント。コードを読み取るのはどれですか？" },
  phone: { en: "A phone: one code per account", ja: "スマートフォン: アカウントごとに 1 つのコード" },
  phoneText: {
    en: "For every authenticator app, in any window size; scanned one by one.",
    ja: "どの認証アプリでも読み取れます。コードを 1 つずつ順に読み取ります。",
  },
  google: { en: "Google Authenticator and apps that read its transfer codes", ja: "Google Authenticator とその移行コードを読めるアプリ" },
  googleText: {
    en: "Several accounts per code; needs a large window.",
    ja: "1 つのコードに複数のアカウントを入れます。大きなウィンドウが必要です。",
  },
  keyferry: { en: "Another keyferry", ja: "別の keyferry" },
  keyferryText: {
    en: "Encrypted; all but icons. You type the verification code there.",
    ja: "暗号化され、アイコン以外はすべて移ります。引き継ぎコードを入力します。",
  },
  paper: { en: "Paper: a printable sheet", ja: "紙: 印刷用シート" },
  paperText: {
    en: "One HTML file with every code and name, to print and keep safe.",
    ja: "すべてのコードと名前を 1 つの HTML に。印刷して安全に保管できます。",
  },
  guides: { en: "How do I get them into my app?", ja: "アプリへ移すには？" },
  guidesText: {
    en: "For every app: the steps, by QR codes or by a file.",
    ja: "アプリごとに、QR コードまたはファイルで移す手順を表示します。",
  },
  refused: {
    en: "{n} cannot be transferred; l on the pages tells why.",
    ja: "{n} 件は移せません。理由はページで l を押すと表示します。",
  },
  losses: {
    en: "{n} {n|loses|lose} details, which are shown beside the codes.",
    ja: "{n} 件で一部の情報が失われます。内容はコードの横に表示します。",
  },
})

interface LastLosses {
  readonly ids: readonly string[]
  readonly rows: readonly PreflightRow[]
}

/** The last answers of {@link targetLosses}, for the accounts of an open vault: a view asks for them at each key. */
const lastLosses = new WeakMap<readonly Account[], Map<QrTarget, LastLosses>>()

/** What the target cannot hold of these accounts; only the accounts that lose something. */
export function targetLosses(target: QrTarget, ids: readonly string[], context: Context): readonly PreflightRow[] {
  const all = context.vault?.accounts ?? []
  const known = lastLosses.get(all) ?? new Map<QrTarget, LastLosses>()
  const last = known.get(target)
  if (last?.ids === ids) return last.rows
  const rows = qrPreflight(target, chosenAccounts(ids, context), context.formats).filter((row) => row.losses.length > 0)
  lastLosses.set(all, known.set(target, { ids, rows }))
  return rows
}

/** The losses of the accounts that the plan leaves out, then those of the others. */
export function planLosses({ target, ids }: Pick<QrPagesState, "target" | "ids">, plan: QrPlan, context: Context): readonly PageLosses[] {
  const refused = new Set(plan.refused.map(({ id }) => id))
  const others = targetLosses(target, ids, context).filter(({ account }) => !refused.has(account.id))
  return [
    ...plan.refused,
    ...others.map(({ account, losses }) => ({ id: account.id, label: labelOf(account), losses })),
    ...unreadableLosses(ids, context).map(({ account, losses }) => ({ id: null, label: labelOf(account), losses })),
  ]
}

function targetLink(target: QrTarget, ids: readonly string[], title: string, text: string, context: Context): MenuLink {
  const rows = targetLosses(target, ids, context)
  const refused = rows.filter((row) => !row.writable).length
  const lossy = rows.length - refused
  const notes = [
    ...(refused > 0 ? [format(TEXTS.refused, context.lang, { n: refused })] : []),
    ...(lossy > 0 ? [format(TEXTS.losses, context.lang, { n: lossy })] : []),
  ]
  return { title, text: [text, ...notes].join("\n"), to: { to: "qr-pages", target, ids, moving: true } }
}

/** The link that saves a printable sheet instead of showing the codes. */
function paperLink({ to, ...rest }: MenuLink): MenuLink {
  return { ...rest, to: to.to === "qr-pages" ? { ...to, paper: true } : to }
}

const targetScreen = menuScreen<RouteOf<"export-qr-target">>({
  title: TEXTS.title,
  intro: ({ ids }, { lang, body }) => paragraph(format(TEXTS.intro, lang, { n: ids.length }), body.columns - 1, { indent: 1 }),
  links: ({ ids }, context) => {
    const { lang } = context
    return [
      targetLink("phone", ids, format(TEXTS.phone, lang), format(TEXTS.phoneText, lang), context),
      targetLink("google", ids, format(TEXTS.google, lang), format(TEXTS.googleText, lang), context),
      targetLink("keyferry", ids, format(TEXTS.keyferry, lang), format(TEXTS.keyferryText, lang), context),
      paperLink(targetLink("phone", ids, format(TEXTS.paper, lang), format(TEXTS.paperText, lang), context)),
      { title: format(TEXTS.guides, lang), text: format(TEXTS.guidesText, lang), to: { to: "guides" } },
    ]
  },
})

/** Chooses the device that scans the codes. The phone comes first, as the most common choice. */
export const exportQrTargetScreen = withRail(targetScreen, ({ route }) => exportRail(qrSteps(route.ids.length), "target"))
