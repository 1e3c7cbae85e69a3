/** Names for what terminals send: see xterm's "ctlseqs" and the kitty "comprehensive keyboard handling" notes for the numbers. */

/** The last byte of `CSI … x` and `SS3 x`. */
const FINAL: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  E: "begin",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
  Z: "backtab",
}

/** rxvt: small letters for Shift (CSI) and Ctrl (SS3). */
const RXVT: Readonly<Record<string, string>> = { a: "up", b: "down", c: "right", d: "left" }

/** The keypad in application mode. */
const KEYPAD: Readonly<Record<string, string>> = {
  M: "enter",
  j: "*",
  k: "+",
  l: ",",
  m: "-",
  n: ".",
  o: "/",
  X: "=",
  p: "0",
  q: "1",
  r: "2",
  s: "3",
  t: "4",
  u: "5",
  v: "6",
  w: "7",
  x: "8",
  y: "9",
}

/** `CSI n ~`. */
const TILDE: Readonly<Record<number, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
  15: "f5",
  17: "f6",
  18: "f7",
  19: "f8",
  20: "f9",
  21: "f10",
  23: "f11",
  24: "f12",
}

/** Linux console: `CSI [ x`. */
const LINUX: Readonly<Record<string, string>> = { A: "f1", B: "f2", C: "f3", D: "f4", E: "f5" }

const NAMED_CODES: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  27: "escape",
  32: "space",
  127: "backspace",
}

/** A key that was read: its name, and what it types (null: nothing). */
export interface NamedKey {
  readonly key: string
  readonly text: string | null
}

const plain = (key: string): NamedKey => ({ key, text: null })

/**
 * @param modifier - xterm's parameter: 1 + (1 Shift, 2 Alt, 4 Ctrl); other bits (Super, locks) are ignored.
 */
function withModifiers(name: string, modifier: number): string {
  const bits = Math.max(0, modifier - 1)
  const shifted = name === "tab" && (bits & 1) !== 0 ? "backtab" : name
  const shift = (bits & 1) !== 0 && shifted === name ? "S-" : ""
  return `${bits & 4 ? "C-" : ""}${bits & 2 ? "M-" : ""}${shift}${shifted}`
}

/** One byte below 0x20, or 0x7f. */
export function controlKey(byte: number): NamedKey {
  const named = NAMED_CODES[byte]
  if (named !== undefined && byte !== 32) return plain(named)
  if (byte === 0) return plain("C-space")
  return plain(`C-${String.fromCharCode(byte + (byte <= 26 ? 96 : 64))}`)
}

/**
 * One typed character (grapheme). Full-width letters, digits and signs of an input method act as their half-width ones; the
 * text stays as typed. Null for input that types nothing visible: C1 controls and invalid characters.
 */
export function typedKey(text: string): NamedKey | null {
  if (/^[\p{Cc}\p{Cs}\p{Cn}\ufffd]/u.test(text)) return null
  if (text === " " || text === "\u3000") return { key: "space", text }
  return { key: /^[\uff01-\uff5e]$/u.test(text) ? text.normalize("NFKC") : text, text }
}

/** Alt and a key. */
export function altKey(key: NamedKey): NamedKey {
  return plain(`M-${key.key}`)
}

/** `ESC O x`, or `ESC [ x` without parameters. */
export function ss3Key(final: string): NamedKey | null {
  const keypad = KEYPAD[final]
  if (keypad !== undefined) return { key: keypad, text: keypad === "enter" ? null : keypad }
  const ctrl = RXVT[final]
  if (ctrl !== undefined) return plain(`C-${ctrl}`)
  const name = FINAL[final]
  return name === undefined ? null : plain(name)
}

export function linuxKey(final: string): NamedKey | null {
  const name = LINUX[final]
  return name === undefined ? null : plain(name)
}

/** A key that is sent as its character's number (CSI u, and xterm's modifyOtherKeys). */
function codeKey(code: number, modifier: number): NamedKey | null {
  const named = NAMED_CODES[code]
  if (named !== undefined) return modifier > 1 ? plain(withModifiers(named, modifier)) : { key: named, text: code === 32 ? " " : null }
  if (code < 32 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null
  const typed = typedKey(String.fromCodePoint(code))
  if (typed === null || modifier <= 2) return typed
  return plain(withModifiers(typed.key, modifier & 1 ? modifier : modifier - 1))
}

/**
 * A key sent as `CSI parameters final`; null for everything else (replies, focus, reports), which must be swallowed.
 *
 * @param parameters - As sent: digits, `;` and `:`.
 */
export function csiKey(parameters: string, final: string): NamedKey | null {
  if (!/^[0-9;:]*$/.test(parameters)) return null
  const groups = parameters.split(";").map((group) => group.split(":").map(Number))
  const [first = 0, second = 0, third = 0] = groups.map((group) => group[0] ?? 0)
  // Kitty's event type: 3 is the release.
  if (groups[1]?.[1] === 3) return null
  if (final === "u") return parameters === "" ? null : codeKey(first, second)
  if (final === "~") {
    if (first === 27 && groups.length === 3) return codeKey(third, second)
    const name = TILDE[first]
    return name === undefined ? null : plain(withModifiers(name, second))
  }
  if (parameters === "" && RXVT[final] !== undefined) return plain(`S-${RXVT[final]}`)
  const name = FINAL[final]
  if (name === undefined) return null
  return plain(withModifiers(name, second))
}
