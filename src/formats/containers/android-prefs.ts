import { parseXml } from "./xml.ts"

/**
 * The text entries of an Android preferences file (`<map><string name="…">…</string>…</map>`), in their order.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export async function readAndroidPrefs(bytes: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const root = await parseXml(bytes)
  const entries = root.children.filter(({ name }) => name === "string")
  return new Map(entries.map(({ attributes, text }) => [attributes["name"] ?? "", text]))
}
