/** An HTML page for printing. Every text is HTML already; use {@link escapeHtml}. */
export interface HtmlSheet {
  /** Of the document, such as `en`. */
  readonly lang: string
  readonly title: string
  /** Rules beside those of every sheet. */
  readonly style?: string
  /** Elements below the heading. */
  readonly body: readonly string[]
}

const STYLE = `
  body { font: 11pt/1.35 sans-serif; margin: 12mm; color: #000; background: #fff }
  h1 { font-size: 15pt; margin: 0 0 2mm }
  p { margin: 0 0 6mm; max-width: 160mm }
  svg { width: 100%; display: block }
  @page { margin: 10mm }
  @media print { body { margin: 0 } }
`

/** An HTML page without scripts and external resources. */
export function htmlSheet({ lang, title, style = "", body }: HtmlSheet): string {
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}${style}</style>
</head>
<body>
<h1>${title}</h1>
${body.join("\n")}
</body>
</html>
`
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)
}
