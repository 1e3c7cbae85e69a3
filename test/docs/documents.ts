import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { ROOT } from "../e2e/programs.ts"

/** Commands that are typed one after the other, in one directory. */
export interface Script {
  /** The document, and the line in it, from 1. */
  readonly at: string
  /** Each with its continuation lines. */
  readonly commands: readonly string[]
}

export interface Document {
  readonly name: string
  readonly scripts: readonly Script[]
  /** Command lines with placeholders in capitals, such as `keyferry code QUERY`. */
  readonly synopses: readonly string[]
}

export const readmeText = (name: string): string => readFileSync(join(ROOT, name), "utf8")

/** Capitals as a word of their own, dots, or brackets around a word. */
const PLACEHOLDER = /(?:^|[\s|])(?:[A-Z]+(?=$|[\s|,…])|\[[A-Z])|…/

/** The fenced blocks and the code within lines of a Markdown document. */
export function readMarkdown(name: string, text: string): Document {
  const blocks = codeBlocks(text).filter(({ language }) => language === "sh")
  const inline = codeSpans(text).filter(({ code }) => code.startsWith("keyferry "))
  return {
    name,
    scripts: [
      ...blocks.map(({ line, lines }) => ({ at: `${name}:${line}`, commands: joinContinued(lines) })),
      ...inline.filter(({ code }) => !PLACEHOLDER.test(code)).map(({ code, line }) => ({ at: `${name}:${line}`, commands: [code] })),
    ],
    synopses: inline.map(({ code }) => code).filter((code) => PLACEHOLDER.test(code)),
  }
}

interface CodeBlock {
  readonly language: string
  /** Of its first line, from 1. */
  readonly line: number
  readonly lines: readonly string[]
}

export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: { language: string; line: number; lines: string[] }[] = []
  let open = false
  for (const [index, line] of markdown.split("\n").entries()) {
    if (line.startsWith("```")) {
      open = !open
      if (open) blocks.push({ language: line.slice(3), line: index + 2, lines: [] })
    } else if (open) blocks.at(-1)?.lines.push(line)
  }
  return blocks
}

/** Code within lines. In tables a bar is written `\|`. */
export function codeSpans(markdown: string): readonly { readonly code: string; readonly line: number }[] {
  const lines = markdown.replace(/^```[^]*?^```$/gm, (block) => block.replace(/[^\n]/g, "")).split("\n")
  return lines.flatMap((line, index) =>
    [...line.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => ({ code: code.replaceAll("\\|", "|"), line: index + 1 })),
  )
}

function joinContinued(lines: readonly string[]): string[] {
  const commands: string[] = []
  for (const line of lines) {
    if (/(?:\\|\|)$/.test(commands.at(-1) ?? "")) commands.push(`${commands.pop() ?? ""}\n${line}`)
    else if (line !== "") commands.push(line)
  }
  return commands
}

/** The displays of a manual page: `.Bd` blocks with a prompt, and `.Dl` lines; the latter below COMMANDS are synopses. */
export function readManual(path: string): Document {
  const lines = readFileSync(join(ROOT, path), "utf8").split("\n")
  const scripts: Script[] = []
  const synopses: string[] = []
  let section = ""
  for (const [index, line] of lines.entries()) {
    const at = `${path}:${index + 1}`
    const [, macro, rest = ""] = /^\.(Sh|Dl|Bd|Ic) (.*)$/.exec(line) ?? []
    if (macro === "Sh") section = rest
    const shown = plain(rest)
    if ((macro === "Dl" || macro === "Ic") && shown.startsWith("keyferry ")) {
      if (macro === "Dl" && section === "EXAMPLES") scripts.push({ at, commands: [shown] })
      else synopses.push(shown.replace(/ [.:,]$/, ""))
    }
    if (macro === "Bd") {
      const display = lines.slice(index + 1, lines.indexOf(".Ed", index)).map(plain)
      if (display.some((shownLine) => /^(?:\$|ssh) /.test(shownLine)))
        scripts.push({ at, commands: joinContinued(display.map((shownLine) => shownLine.replace(/^\$ /, ""))) })
    }
  }
  return { name: path, scripts, synopses }
}

/** The display of a manual page that begins with this text. */
export function displayIn(path: string, beginning: string): string {
  const text = readFileSync(join(ROOT, path), "utf8")
  const from = text.indexOf(`\n${beginning}`) + 1
  return plain(text.slice(from, text.indexOf("\n.Ed", from)))
}

const plain = (mdoc: string): string => mdoc.replaceAll("\\e", "\\").replace(/\\[&:]/g, "")

const manualsIn = (directory: string): string[] =>
  readdirSync(join(ROOT, directory))
    .filter((name) => /\.\d$/.test(name))
    .map((name) => `${directory}/${name}`)

export const MANUALS = manualsIn("man")
export const JAPANESE_MANUALS = manualsIn("man/ja")
