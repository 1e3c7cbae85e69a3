// Writes man/keyferry.1, man/keyferry-formats.7 and the tables of formats of both READMEs from the tables that the program itself uses.
// Usage: npx tsx man/make.ts   (a test fails if one of them is out of date)
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { format } from "../src/base/language.ts"
import type { Sentence } from "../src/base/language.ts"
import { COMMANDS } from "../src/cli/commands.ts"
import { GLOBAL_OPTIONS } from "../src/cli/options.ts"
import { describeKeeps } from "../src/cli/export/keeps.ts"
import type { CommandShape, OptionSpec } from "../src/cli/spec.ts"
import { NO_EXPORT } from "../src/formats/guides.ts"
import type { Handler } from "../src/formats/handler.ts"
import { HANDLERS } from "../src/formats/registry.ts"
import { listKeys } from "../src/tui/components/files/file-picker-keys.ts"
import { keyName } from "../src/tui/core/key-names.ts"
import { mergeBindings } from "../src/tui/core/keys.ts"
import type { Binding } from "../src/tui/core/keys.ts"
import { ROLES } from "../src/tui/core/roles.ts"
import { accountsKeys, FILTER_KEYS } from "../src/tui/screens/accounts/accounts-keys.ts"
import { GLOBAL_KEYS } from "../src/tui/shell/global-keys.ts"
import { RECIPES } from "./recipes.ts"
import { readmeWithFormats } from "./readme-tables.ts"

const LINE = 80
const DATE = "November 22, 2026"

/** Escapes plain text for mdoc, so that nothing in it is a macro or an escape. Each sentence begins on a new line. */
function text(plain: string): string {
  return plain
    .replaceAll("\\", "\\e")
    .replaceAll("…", "\\&...")
    .replace(/[\u00a0-\uffff]/g, (char) => `\\[u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`)
    .replace(/([.!?]) (?=[A-Z"])/g, "$1\n")
    .replace(/^(?=[.'])/gm, "\\&")
}

/** Wraps a line of text at {@link LINE} columns. Lines of macros stay as they are. */
function wrap(line: string): string[] {
  if (line.startsWith(".") || line.length <= LINE) return [line]
  const pathOf = line.lastIndexOf(" ", LINE)
  return pathOf <= 0 ? [line] : [line.slice(0, pathOf), ...wrap(line.slice(pathOf + 1).replace(/^(?=[.'])/, "\\&"))]
}

/** The same for every line of a page but the literal ones. */
function wrapAll(lines: readonly string[]): string[] {
  let literal = false
  return lines.flatMap((line) => {
    if (line.startsWith(".Bd -literal") || line === ".Ed") literal = line !== ".Ed"
    return literal ? [line] : wrap(line)
  })
}

/** Quotes an argument of a macro. */
const quoted = (plain: string): string => `"${text(plain).replaceAll("\n", " ").replaceAll('"', '""')}"`
const english = ({ en }: Sentence): string => text(en)
/** A full sentence: a capital and a full stop. */
const sentence = ({ en }: Sentence): string => `${text(en.charAt(0).toUpperCase() + en.slice(1))}.`
/** A key's name for mdoc: a lone delimiter is escaped, since mdoc would read it as punctuation. */
const key = (name: string): string => (/^[\W_]+$/.test(name) ? `"\\&${text(name).replaceAll('"', '""')}"` : text(name))

const option = ({ name, value, oneOf }: OptionSpec): string =>
  `Fl Fl ${name}${value === undefined ? "" : ` Ar ${quoted(oneOf?.join(" | ") ?? value)}`}`

function optionList(options: readonly OptionSpec[]): string[] {
  if (options.length === 0) return []
  return [".Bl -tag -width Ds", ...options.flatMap((spec) => [`.It ${option(spec)}`, sentence(spec.help)]), ".El"]
}

function command({ name, operands, summary, details, options }: CommandShape): string[] {
  return [
    `.Ss ${name}`,
    `.Dl ${text(["keyferry", name, operands].join(" ").trim())}`,
    ".Pp",
    sentence(summary),
    ...(details === undefined ? [] : [english(details)]),
    ...optionList(options),
  ]
}

const keyList = (bindings: readonly Binding[]): string[] => [
  ".Bl -tag -width Ds",
  ...mergeBindings(bindings).flatMap(({ keys, help }) => [
    `.It ${keys.map((name) => `Ic ${key(keyName(name, "en"))}`).join(" , ")}`,
    sentence(help),
  ]),
  ".El",
]

const STATUSES: readonly (readonly [number, string])[] = [
  [0, "All done."],
  [1, "A bug, or input or output failed."],
  [2, "The command line is wrong, or a file already exists and --force is not given."],
  [3, "The format of a file is not recognised."],
  [4, "A file is damaged, or nothing in it could be read, or the target can hold none of the accounts."],
  [5, "A password, passphrase or verification code is needed or wrong."],
  [6, "Done, but some records were skipped."],
  [7, "The vault is missing, already exists, is locked by another program, or is refused."],
  [8, "The query matched nothing, or several accounts where one is needed."],
  [130, "Interrupted."],
]

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["KEYFERRY_VAULT", "Directory of the vault."],
  ["KEYFERRY_PASSPHRASE_FILE", "The first line of this file is the passphrase of the vault."],
  ["KEYFERRY_DEBUG", "If 1, an error shows where in the program it happened."],
  [
    "LC_ALL , LC_MESSAGES , LANG",
    "The first of these that is set chooses the language of the messages: Japanese if it begins with ja, else English.",
  ],
  ["NO_COLOR", "Draw without colours; QR codes keep theirs."],
  ["XDG_DATA_HOME , XDG_CONFIG_HOME , XDG_STATE_HOME , XDG_CACHE_HOME", "Base directories, see FILES."],
]

const FILES: readonly (readonly [string, string])[] = [
  ["~/.local/share/keyferry/vault", "The vault: identity.age, vault.age, and the last versions."],
  ["~/.config/keyferry/settings.json", "The settings, see SETTINGS. They hold no secrets."],
  ["~/.config/keyferry/plugins", "The user's format plugins, and the list of those that are allowed."],
  ["~/.local/state/keyferry/seen.json", "The highest generation seen of each vault; reveals that an older copy was put back."],
  [
    "~/.cache/keyferry",
    "Compiled code of the program, which node 22 and newer keep for the next start. Not used where others can write to it; may be deleted.",
  ],
]

/** What the settings file holds for the look, the keys and the mouse. */
const SETTINGS: readonly (readonly [string, string])[] = [
  [
    "theme",
    "terminal (the terminal's own colours), dark, light, auto (dark or light, as the terminal's background is), or a name from themes.",
  ],
  [
    "themes",
    "The user's own themes by name: a built-in theme as base, and the roles that differ, each with fg and bg (0 to 255), bold, underline, inverse. " +
      `The roles are ${ROLES.join(", ")}. ` +
      "Of a wrong theme the program shows what is wrong, and is drawn in terminal.",
  ],
  ["glyphs", "unicode, ascii, or auto (as the terminal can)."],
  ["density", "compact, or comfortable with a blank row between accounts."],
  ["countdown", "1 or 5: seconds between two steps of the countdown. The last 5 seconds always count."],
  [
    "keys",
    "The user's own keys by action, such as accounts.copy, in place of its usual characters. The settings screen lists the actions under Change keys " +
      "and refuses keys that are taken; of a wrong entry in the file the program shows what is wrong and keeps the usual key.",
  ],
  [
    "mouse",
    "true or false. A click chooses a row or field, and a second click on it acts as Enter; where rows have ticks, it ticks. " +
      "Buttons, tabs and the keys at the bottom act at the first click, the wheel scrolls, and Shift-drag selects text as before.",
  ],
]

/** An own theme and an own key. */
const SETTINGS_EXAMPLE = [
  "{",
  '  "theme": "dusk",',
  '  "themes": {',
  '    "dusk": { "base": "dark", "roles": { "accent": { "fg": 180 } } }',
  "  },",
  '  "keys": { "accounts.copy": ["y"] },',
  '  "mouse": true',
  "}",
]

const EXAMPLES: readonly (readonly [string, string])[] = [
  ["Import a picture of QR codes from standard input:", "keyferry import - < picture.png"],
  ["Convert a protected file to lines of URIs, without a vault:", "keyferry convert backup.json --to otpauth-uri --out accounts.txt"],
  ["Copy a code:", "keyferry code --copy github alice"],
]

/** keyferry(1) as it is checked in. */
export function manPage(): string {
  const formats = HANDLERS.flatMap((handler) => {
    const protects = handler.writer?.protects ?? "never"
    const does = [
      ...(handler.open === undefined ? [] : ["reads"]),
      ...(handler.treeWriter === undefined ? [] : ["writes, encrypted to OpenPGP keys"]),
      ...(handler.writer === undefined
        ? []
        : [protects === "never" ? "writes" : protects === "always" ? "writes, always protected" : "writes, optionally protected"]),
    ]
    return [`.It Cm ${quoted(handler.id)}`, `${text(handler.title)}: ${does.join(", ")}.`]
  })
  const listState = {
    mode: "list",
    any: true,
    found: false,
    clearable: true,
    marked: false,
    undoable: true,
    movable: true,
    hotp: true,
    hidden: true,
    wide: true,
    detailed: false,
    readOnly: null,
  } as const
  const blocks = [
    `.\\" Written by man/make.ts; not edited by hand.`,
    `.Dd ${DATE}`,
    ".Dt KEYFERRY 1",
    ".Os",
    ".Sh NAME",
    ".Nm keyferry",
    ".Nd terminal authenticator, and the ferry between authenticators",
    ".Sh SYNOPSIS",
    ".Nm",
    ".Op Fl Fl vault Ar DIR",
    ".Op Fl Fl lang Ar en | ja",
    ".Nm",
    ".Ar command",
    ".Op Ar argument ...",
    ".Sh DESCRIPTION",
    ".Nm",
    "keeps two-factor accounts in an encrypted vault, shows their codes, and moves them between authenticator apps:",
    "by QR codes in the terminal, by pictures of QR codes, and by the files that the apps export and import.",
    "Without a command it is a full-screen program; the commands are for scripts.",
    ".Pp",
    "Data goes to standard output, everything else to standard error.",
    "A",
    ".Ar FILE",
    "named",
    ".Sq -",
    "is standard input; only one thing can be read from it.",
    "Each",
    ".Fl Fl \\&...-file Ar F",
    "reads the first line of a file; without it the program asks on the terminal, without echo.",
    "Secrets are never arguments, since other users of the machine could see them: a URI as an argument is an error.",
    ".Pp",
    "A",
    ".Ar QUERY",
    "selects the accounts that contain each of its words in the issuer, the name, a group or the note,",
    "in any order, regardless of case and width.",
    "Accounts in the trash are never selected.",
    ".Sh OPTIONS OF EVERY COMMAND",
    ...optionList(GLOBAL_OPTIONS),
    ".Sh COMMANDS",
    ...COMMANDS.flatMap(command),
    ".Sh KEYS",
    "Each screen shows its keys at the bottom;",
    ".Ic \\&?",
    "shows all of them.",
    "Everywhere:",
    ...keyList(GLOBAL_KEYS),
    ".Pp",
    "In the list of accounts:",
    ...keyList(accountsKeys(listState)),
    ".Pp",
    "While the text of a search is typed there:",
    ...keyList(FILTER_KEYS),
    ".Pp",
    "In the file picker:",
    ...keyList(listKeys({ mode: "open", several: true, marks: [] })),
    ".Sh SETTINGS",
    "The settings screen",
    ".Pq Ic \\&,",
    "changes the settings, and shows at once how they look.",
    "The user's own",
    ".Cm themes",
    "are written into the settings file, which holds these for the look, the keys and the mouse:",
    ".Bl -tag -width Ds",
    ...SETTINGS.flatMap(([name, what]) => [`.It Cm ${name}`, text(what)]),
    ".El",
    ".Pp",
    "For example:",
    ".Bd -literal -offset indent",
    ...SETTINGS_EXAMPLE.map((line) => text(line)),
    ".Ed",
    ".Sh FORMATS",
    "The format of a file is recognised by its content.",
    ".Bl -tag -width Ds",
    ...formats,
    ".El",
    ".Sh ENVIRONMENT",
    ".Bl -tag -width Ds",
    ...ENVIRONMENT.flatMap(([names, what]) => [`.It Ev ${names}`, text(what)]),
    ".El",
    ".Sh FILES",
    ".Bl -tag -width Ds",
    ...FILES.flatMap(([path, what]) => [`.It Pa ${path}`, text(what)]),
    ".El",
    ".Sh EXIT STATUS",
    ".Bl -tag -width Ds",
    ...STATUSES.flatMap(([status, what]) => [`.It ${status}`, text(what)]),
    ".El",
    ".Pp",
    "With several files the worst status counts, in the order 1 5 4 3 6 0; what could be read is still printed.",
    ".Sh EXAMPLES",
    ...EXAMPLES.flatMap(([what, line], index) => [...(index > 0 ? [".Pp"] : []), text(what), ".Pp", `.Dl ${text(line)}`]),
    ".Sh RECIPES",
    "A launcher or a status line has no terminal on which the passphrase could be asked for:",
    ".Ev KEYFERRY_PASSPHRASE_FILE",
    "names a file with it, which can be a pipe.",
    "No code is an argument of a program, since other users of the machine could see it.",
    ...RECIPES.flatMap(({ text: what, lines }) => [
      ".Pp",
      text(what),
      ".Bd -literal -offset 2n",
      ...lines.map((line) => text(line)),
      ".Ed",
    ]),
    ".Sh SEE ALSO",
    ".Xr keyferry-transfer 5 ,",
    ".Xr keyferry-vault 5 ,",
    ".Xr keyferry-formats 7 ,",
    ".Xr keyferry-plugin 7 ,",
    ".Xr keyferry-receive 7",
    ".Pp",
    ".Lk https://age-encryption.org age",
    "",
  ]
  return wrapAll(blocks.flatMap((block) => block.split("\n"))).join("\n")
}

function formatSection(handler: Handler): string[] {
  const { id, title, extensions, guide, writer, treeWriter } = handler
  const holding = writer ?? treeWriter
  const protects = writer?.protects ?? "never"
  const does = [
    ...(handler.open === undefined ? [] : ["read"]),
    ...(treeWriter === undefined ? [] : ["written", "encrypted to OpenPGP keys"]),
    ...(writer === undefined
      ? []
      : ["written", ...(protects === "always" ? ["always protected"] : protects === "optional" ? ["optionally protected"] : [])]),
  ]
  return [
    `.Ss ${text(id)}`,
    sentence({ en: `${title}: ${does.join(", ")}; files end in ${extensions.join(", ")}`, ja: "" }),
    ...(holding === undefined
      ? []
      : [
          `It keeps: ${text(
            describeKeeps(holding.keeps)
              .map((line) => format(line.sentence, "en", line.detail))
              .join("; "),
          )}.`,
        ]),
    ".Pp",
    sentence(guide),
  ]
}

/** keyferry-formats(7) as it is checked in. */
export function formatsPage(): string {
  return [
    `.\\" Written by man/make.ts; not edited by hand.`,
    `.Dd ${DATE}`,
    ".Dt KEYFERRY-FORMATS 7",
    ".Os",
    ".Sh NAME",
    ".Nm keyferry-formats",
    ".Nd the files of other authenticators",
    ".Sh DESCRIPTION",
    "Every format that",
    ".Xr keyferry 1",
    "reads or writes, by the name that",
    ".Fl Fl from",
    "and",
    ".Fl Fl to",
    "take, with what a written file keeps and how its app makes an export.",
    "The format of a file is recognised by its content, never by its name.",
    "Before anything is written, everything that the target cannot keep is listed for each account.",
    ".Sh FORMATS",
    ...HANDLERS.flatMap(formatSection),
    ".Sh WHAT CANNOT BE EXPORTED",
    sentence(NO_EXPORT.text),
    ".Sh SEE ALSO",
    ".Xr keyferry 1",
    "",
  ]
    .flatMap((block) => block.split("\n"))
    .flatMap(wrap)
    .join("\n")
}

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(at("man/keyferry.1"), manPage())
  writeFileSync(at("man/keyferry-formats.7"), formatsPage())
  writeFileSync(at("README.md"), readmeWithFormats(readFileSync(at("README.md"), "utf8"), "en"))
  writeFileSync(at("README.ja.md"), readmeWithFormats(readFileSync(at("README.ja.md"), "utf8"), "ja"))
}
