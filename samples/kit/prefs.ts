// Shared by several generators: Android's preferences.

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

/** A preferences file as Android writes it; values other than strings are written as JSON. */
export function prefs(strings: Readonly<Record<string, unknown>>, ints: Readonly<Record<string, number>> = {}): string {
  const lines = [
    ...Object.entries(ints).map(([name, value]) => `    <int name="${name}" value="${value}" />`),
    ...Object.entries(strings).map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value)
      return `    <string name="${escape(name)}">${escape(text)}</string>`
    }),
  ]
  return `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n${lines.join("\n")}\n</map>\n`
}
