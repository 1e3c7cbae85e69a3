/** What every recovery key begins with: it is an age X25519 identity. The rest is bech32: digits and letters without 1, B, I and O. */
const PREFIX = "AGE-SECRET-KEY-1"
const GROUP_LENGTH = 6
const GROUPS_PER_LINE = 5

/**
 * A recovery key in groups that people can copy by hand: `AGE-SECRET-KEY-1`, then groups of 6 characters, of which the last one is shorter.
 *
 * @param key - `AGE-SECRET-KEY-1…`
 */
export function keyGroups(key: string): string[] {
  const groups = [PREFIX]
  for (let at = PREFIX.length; at < key.length; at += GROUP_LENGTH) groups.push(key.slice(at, at + GROUP_LENGTH))
  return groups
}

/** The groups of a recovery key in lines of at most 34 characters. */
export function keyLines(key: string): string[] {
  const [first = "", ...groups] = keyGroups(key)
  const lines = [first]
  for (let at = 0; at < groups.length; at += GROUPS_PER_LINE) lines.push(groups.slice(at, at + GROUPS_PER_LINE).join(" "))
  return lines
}

/** Whether a text is the last group of a recovery key, in upper or lower case, half or full width. */
export function isLastGroup(key: string, typed: string): boolean {
  return typed.normalize("NFKC").replace(/\s/g, "").toUpperCase() === keyGroups(key).at(-1)
}
