type Attributes = Readonly<Record<string, string | boolean>>
type Child = Node | string

/** An element with its attributes (`true`: without a value; `false`: not there) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  setAttributes(element, attributes)
  element.append(...children)
  return element
}

const SVG = "http://www.w3.org/2000/svg"

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag)
  setAttributes(element, attributes)
  element.append(...children)
  return element
}

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value)
  }
}

export function button(label: string, kind: "main" | "plain", press: () => void): HTMLButtonElement {
  const element = el("button", { type: "button", class: `button ${kind}` }, label)
  element.addEventListener("click", press)
  return element
}

/** Paths in a square of 24. */
const ICONS = {
  tick: "M5 12.5l4.5 4.5L19 7.5",
  dash: "M7 12h10",
  differs: "M12 6v7.5M12 17.5v.5",
  paste: "M9 5H6v15h12V5h-3M9 3.5h6v3H9z",
  drop: "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13z",
  screen: "M3.5 5h17v11h-17zM9 20h6M12 16v4",
  camera: "M3.5 7.5h4l1.5-2.5h6l1.5 2.5h4v11.5h-17zM12 16a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5z",
} as const

export type IconName = keyof typeof ICONS

/** A drawing that says nothing to a screen reader. */
export const icon = (name: IconName): SVGSVGElement =>
  svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }))

/** Set the text only where it differs, so that a screen reader does not repeat it. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
