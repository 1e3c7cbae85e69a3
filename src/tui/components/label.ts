import { cellWidth, cutToWidth, labelOf, sanitize } from "../../base/display.ts"

/**
 * `issuer: name` in at most `width` cells. Where that is too long the two share the width, so that both stay recognisable: what one
 * does not need of its half is the other's.
 */
export function labelToWidth(account: { readonly issuer: string; readonly name: string }, width: number): string {
  const label = labelOf(account)
  const issuer = sanitize(account.issuer).trim()
  const name = sanitize(account.name).trim()
  if (cellWidth(label) <= width || issuer === "" || name === "" || width < 8) return cutToWidth(label, width)
  const room = width - 2
  const half = Math.floor(room / 2)
  const ofIssuer = Math.min(cellWidth(issuer), Math.max(half, room - cellWidth(name)))
  return `${cutToWidth(issuer, ofIssuer)}: ${cutToWidth(name, room - ofIssuer)}`
}
