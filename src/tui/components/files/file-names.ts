/** A file name with the day, in the machine's time zone: `keyferry-2026-11-22.json`. */
export function datedName(start: string, nowMs: number, extension: string): string {
  const date = new Date(nowMs)
  const two = (n: number): string => String(n).padStart(2, "0")
  return `${start}-${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}.${extension}`
}
