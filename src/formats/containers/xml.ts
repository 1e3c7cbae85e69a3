import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { LIMITS, LIMIT_TEXTS, checkFileBytes } from "../limits.ts"
import { textOf, unescapeHtml } from "../records/text.ts"

export const XML_TEXTS = texts({
  broken: { en: "the XML file is cut off or malformed", ja: "XML として読み取れません" },
})

/** An element with its children in their order; `text` is all text directly in it, unescaped. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

/**
 * Parse XML. Entities that the document itself declares are not expanded.
 *
 * @returns The root element.
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export async function parseXml(bytes: Uint8Array): Promise<XmlElement> {
  checkFileBytes(bytes.length)
  const source = textOf(bytes)
  checkSize(source)
  const [{ XMLParser }, { SyntaxValidator }] = await Promise.all([import("fast-xml-parser"), import("fast-xml-validator")])
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    cdataPropName: "#cdata",
  })
  let nodes: RawNode[]
  try {
    SyntaxValidator.validate(source)
    nodes = parser.parse(source) as RawNode[]
  } catch (cause) {
    throw new AppError("format-damaged", XML_TEXTS.broken, { cause })
  }
  const root = elements(nodes)[0]
  if (root === undefined) throw new AppError("format-damaged", XML_TEXTS.broken)
  return root
}

/** The direct children of that name, in document order. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name)
}

export function childText(element: XmlElement, name: string): string {
  return childrenNamed(element, name)[0]?.text ?? ""
}

type RawNode = Readonly<Record<string, unknown>>
const ATTRIBUTES = ":@"

function elements(nodes: readonly RawNode[]): XmlElement[] {
  const out: XmlElement[] = []
  for (const node of nodes) {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES)
    if (name === undefined || name.startsWith("#") || name.startsWith("?")) continue
    const inner = (Array.isArray(node[name]) ? node[name] : []) as RawNode[]
    const attributes = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, unknown>)
    out.push({
      name,
      attributes: Object.fromEntries(attributes.map(([key, value]) => [key, unescapeHtml(String(value))])),
      children: elements(inner),
      text: inner.map(textPart).join(""),
    })
  }
  return out
}

function textPart(node: RawNode): string {
  if (typeof node["#text"] === "string") return unescapeHtml(node["#text"])
  const cdata = node["#cdata"]
  return Array.isArray(cdata) ? (cdata as RawNode[]).map((part) => (typeof part["#text"] === "string" ? part["#text"] : "")).join("") : ""
}

/**
 * Count depth and size before parsing, since the parser recurses and takes much memory. The counts are upper bounds: an equals sign in an
 * attribute's value counts as another attribute.
 */
function checkSize(source: string): void {
  let depth = 0
  let elements = 0
  let attributes = 0
  let end = source.indexOf(">")
  let equals = source.indexOf("=")
  for (let at = source.indexOf("<"); at >= 0; at = source.indexOf("<", at + 1)) {
    const next = source.charCodeAt(at + 1)
    if (next === 0x21 || next === 0x3f) continue
    // Search again only when the last hit was passed; otherwise many unclosed tags would take quadratic time.
    if (end >= 0 && end < at) end = source.indexOf(">", at)
    if (equals >= 0 && equals < at) equals = source.indexOf("=", at)
    for (; equals >= 0 && equals < end; equals = source.indexOf("=", equals + 1)) attributes++
    if (next === 0x2f) {
      depth--
      continue
    }
    elements++
    if (source.charCodeAt(end - 1) !== 0x2f) depth++
    if (depth > LIMITS.xmlDepth) throw new AppError("limit-exceeded", LIMIT_TEXTS.depth, { detail: { max: LIMITS.xmlDepth } })
  }
  const most = elements > LIMITS.xmlElements ? LIMITS.xmlElements : attributes > LIMITS.xmlAttributes ? LIMITS.xmlAttributes : null
  if (most !== null) throw new AppError("limit-exceeded", LIMIT_TEXTS.values, { detail: { max: most } })
}
