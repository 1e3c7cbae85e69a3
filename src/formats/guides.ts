import { messageOf, texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"
import type { AppGuide, AppStep } from "./app-guides/app-guide.ts"
import { AUTHENTICATORS } from "./app-guides/authenticators.ts"
import { bringSteps, compareStep, endSteps, enrolmentSteps, exportSteps, qrSteps } from "./app-guides/keyferry-steps.ts"
import type { Step } from "./app-guides/keyferry-steps.ts"
import { PASSWORD_MANAGERS } from "./app-guides/password-managers.ts"
import type { Handler } from "./handler.ts"
import { handlerById, listedTitle, titleOf } from "./lookup.ts"
import type { Registry } from "./lookup.ts"

/** How to get accounts out of an app and into it, or why that is impossible. */
export interface Guide {
  readonly title: Sentence
  /** Where the export is, in short. */
  readonly text: Sentence
  /** The app, where its name is not the title. */
  readonly app: Sentence
  /** Empty: there is no more to tell than {@link text}. */
  readonly out: readonly Step[]
  /** Empty: the app cannot get accounts from keyferry. */
  readonly into: readonly Step[]
}

const TEXTS = texts({
  otherApp: { en: "the other app", ja: "もう一方のアプリ" },
  importFile: {
    en: "Look for Import or Restore in its settings, and choose this file there.",
    ja: "設定の中の「インポート」または「復元」で、このファイルを選んでください。",
  },
  outOf: { en: "Out of {app}", ja: "{app} から移す" },
  into: { en: "Into {app}", ja: "{app} へ移す" },
})

/** Codes that cannot be exported from any app; shown after the formats, so that the user does not look for them there. */
export const NO_EXPORT = texts({
  title: { en: "Bank apps, and sign-in by push", ja: "銀行などの専用アプリとプッシュ認証" },
  text: {
    en: "Nothing can be exported from a bank's own app, nor what you approve by push (Microsoft, Duo, Okta and others): the key never leaves the device. Enrol the new device in your account there before you give the old one away. Authy, Microsoft Authenticator and Duo Mobile have no export of their codes either",
    ja: "銀行などの専用アプリや、通知を承認するプッシュ認証（Microsoft、Duo、Okta など）はエクスポートできません。鍵がスマートフォンから外に出ないためです。古いスマートフォンを手放す前に、それぞれのサービスで新しいスマートフォンを登録してください。Authy、Microsoft Authenticator、Duo Mobile には認証コードのエクスポート機能もありません",
  },
})

/** The apps with a guide of their own. */
export const APP_GUIDES: readonly AppGuide[] = [...AUTHENTICATORS, ...PASSWORD_MANAGERS]

export function appGuideOf(format: string): AppGuide | undefined {
  return APP_GUIDES.find(({ formats }) => formats.includes(format))
}

/** The letters and digits of a name, in lower case. */
export const letters = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

/** The format that is meant by an id, or by the name of an app in either language, in any case and with any punctuation. */
export function formatNamed(registry: Registry, name: string): Handler | undefined {
  const byId = handlerById(registry, name)
  if (byId !== undefined || letters(name) === "") return byId
  const is = ({ en, ja }: Sentence): boolean => [en, ja].some((title) => letters(title) === letters(name))
  const [first] = APP_GUIDES.find(({ app }) => is(app))?.formats ?? []
  return first === undefined ? registry.find((handler) => is(titleOf(handler))) : handlerById(registry, first)
}

/** What to do in the app with a file that was written in its format. */
export function stepsInApp({ id, writer }: Handler): readonly Sentence[] {
  const guide = appGuideOf(id)
  if (guide !== undefined && "format" in guide.into.by) return guide.into.steps
  return writer === undefined ? [] : [writer.importGuide ?? TEXTS.importFile]
}

const shown = (steps: readonly AppStep[]): readonly Step[] =>
  steps.map(({ commands = [], ...text }) => ({ text: messageOf(text), commands }))

/** The guide of an app that has one of its own. */
function guideOfApp({ app, out, into }: AppGuide, handler: Handler, registry: Registry): Pick<Guide, "app" | "out" | "into"> {
  const { by } = into
  const target = "format" in by ? handlerById(registry, by.format) : undefined
  const end = handler.keepFile === undefined ? endSteps.file : endSteps.kept
  return {
    app,
    out: [
      ...shown(out.steps),
      ...(out.by === "enrolment"
        ? enrolmentSteps(app)
        : [bringSteps[out.by], compareStep(app), out.by === "pictures" ? endSteps.pictures : end]),
    ],
    into: [
      ...("qr" in by ? [qrSteps[by.qr]] : target === undefined ? [] : exportSteps(app, { id: target.id, title: titleOf(target) })),
      ...shown(into.steps),
      compareStep(app),
      ...("format" in by && handler.keepFile === undefined ? [endSteps.file] : []),
    ],
  }
}

/** The guide of every other format. Our own formats need none: what reads and writes them is this program. */
function guideOfFormat(handler: Handler): Pick<Guide, "app" | "out" | "into"> {
  const { id, device, guide, keepFile, picture, treeWriter, writer } = handler
  const app = TEXTS.otherApp
  if (device === "keyferry") return { app: titleOf(handler), out: [], into: [] }
  const end = keepFile === undefined ? endSteps.file : endSteps.kept
  const bring = picture === true ? bringSteps.pictures : bringSteps.file
  return {
    app: titleOf(handler),
    out: [...shown([guide]), bring, compareStep(app), picture === true ? endSteps.pictures : end],
    into:
      writer === undefined && treeWriter === undefined
        ? []
        : [
            ...exportSteps(app, { id, title: titleOf(handler) }).slice(0, treeWriter === undefined ? 2 : 1),
            ...shown(stepsInApp(handler)),
            compareStep(app),
            ...(treeWriter === undefined ? [endSteps.file] : []),
          ],
  }
}

export function guideOf(registry: Registry, handler: Handler): Guide {
  const guide = appGuideOf(handler.id)
  return {
    title: listedTitle(handler),
    text: handler.guide,
    ...(guide === undefined ? guideOfFormat(handler) : guideOfApp(guide, handler, registry)),
  }
}

/** Both directions of a guide, each with its heading; a direction without steps is left out. */
export function guideParts({ app, out, into }: Guide): readonly { readonly heading: Sentence; readonly steps: readonly Step[] }[] {
  const heading = ({ en, ja }: Sentence): Sentence => ({ en: en.replace("{app}", app.en), ja: ja.replace("{app}", app.ja) })
  return [
    { heading: heading(TEXTS.outOf), steps: out },
    { heading: heading(TEXTS.into), steps: into },
  ].filter(({ steps }) => steps.length > 0)
}

/** Screens ask for the guides at each key. */
const knownGuides = new WeakMap<Registry, readonly Guide[]>()

/** One guide for each format that can be read, sorted by title; {@link NO_EXPORT} comes last. */
export function guides(registry: Registry): readonly Guide[] {
  const known = knownGuides.get(registry)
  if (known !== undefined) return known
  const read = registry.filter((handler) => handler.open !== undefined)
  const sorted = read.toSorted((a, b) => a.title.localeCompare(b.title, "en", { sensitivity: "base" }))
  const all = [
    ...sorted.map((handler) => guideOf(registry, handler)),
    { ...NO_EXPORT, app: NO_EXPORT.title, out: enrolmentSteps(TEXTS.otherApp), into: [] },
  ]
  knownGuides.set(registry, all)
  return all
}
