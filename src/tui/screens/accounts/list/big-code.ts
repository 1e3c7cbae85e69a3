/** Five rows of three pixels for each digit, row by row. */
const DIGITS: Readonly<Record<string, string>> = {
  0: "111 101 101 101 111",
  1: "010 110 010 010 111",
  2: "111 001 111 100 111",
  3: "111 001 111 001 111",
  4: "101 101 111 001 001",
  5: "111 100 111 001 111",
  6: "111 100 111 101 111",
  7: "111 001 001 001 001",
  8: "111 101 111 101 111",
  9: "111 101 111 001 111",
}

/** Two pixels, one above the other. */
const HALVES: Readonly<Record<string, string>> = { "00": " ", "10": "▀", "01": "▄", "11": "█" }

/**
 * A code of digits and blanks in figures of 3 by 5 pixels, as three rows of text.
 *
 * @returns Null where the code has other characters, or is wider than `width` cells.
 */
export function bigCode(code: string, width: number): readonly string[] | null {
  if (!/^[0-9 ]+$/.test(code)) return null
  const rows = [0, 2, 4].map((top) =>
    Array.from(code, (character) => {
      const pixels = DIGITS[character]?.split(" ")
      if (pixels === undefined) return " "
      const [upper = "000", lower = "000"] = [pixels[top], pixels[top + 1]]
      return [0, 1, 2].map((x) => HALVES[upper.charAt(x) + lower.charAt(x)] ?? " ").join("")
    }).join(" "),
  )
  return (rows[0]?.length ?? 0) <= width ? rows : null
}
