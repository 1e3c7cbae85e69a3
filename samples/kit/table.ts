// Shared by the generators of CSV samples.

/** A CSV of these rows. Quotes the cells that need it, or all of them. */
export function table(
  rows: readonly (readonly string[])[],
  {
    delimiter = ",",
    quote = "needed",
    end = "\r\n",
  }: { readonly delimiter?: string; readonly quote?: "needed" | "always"; readonly end?: string } = {},
): string {
  const needsQuotes = (cell: string): boolean => quote === "always" || /["\r\n]/.test(cell) || cell.includes(delimiter)
  const written = (cell: string): string => (needsQuotes(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return rows.map((row) => row.map(written).join(delimiter) + end).join("")
}
