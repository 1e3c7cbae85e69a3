import { FINAL_WORDS } from "../core/model.ts"
import type { Final } from "../core/model.ts"
import type { Say } from "../core/texts.ts"
import { button, el, icon } from "./elements.ts"
import type { IconName } from "./elements.ts"

const ICONS: Readonly<Record<Final, IconName>> = {
  done: "screen",
  stopped: "dash",
  idle: "dash",
  locked: "lock",
  elsewhere: "screen",
  gone: "differs",
}

/** What the page says when it has stopped. Its heading gets the focus, so that a screen reader reads on from it. */
export function showFinal(main: HTMLElement, why: Final, say: Say, tryAgain: () => void): void {
  const { title, text } = FINAL_WORDS[why]
  const heading = el("h1", { tabindex: "-1" }, say(title))
  const canTry = why === "elsewhere"
  main.replaceChildren(
    el(
      "section",
      { class: `final ${why}` },
      el("span", { class: "badge" }, icon(ICONS[why])),
      heading,
      el("p", {}, say(text)),
      canTry ? button(say("tryAgain"), "main", tryAgain) : el("p", { class: "soft" }, say("closeText")),
    ),
  )
  heading.focus()
}
