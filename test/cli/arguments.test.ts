import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { formatsPage, manPage } from "../../man/make.ts"
import { OTHER_PROGRAMS } from "../../man/other-programs.ts"
import { readmeWithFormats } from "../../man/readme-tables.ts"
import { isAppError } from "../../src/base/errors.ts"
import { COMMANDS } from "../../src/cli/commands.ts"
import { GLOBAL_OPTIONS } from "../../src/cli/options.ts"
import { worstStatus } from "../../src/cli/exit-codes.ts"
import { helpOf, overview } from "../../src/cli/help.ts"
import { parseInvocation } from "../../src/cli/parse.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { Machine } from "./machine.ts"

const SECRET = "GEZDGNBVGY3TQOJQ"

describe("arguments that hold a secret", () => {
  const cases: [name: string, args: string[]][] = [
    ["a URI for add", ["add", `otpauth://totp/a?secret=${SECRET}`]],
    ["a URI for inspect", ["inspect", `OTPAUTH://totp/a?secret=${SECRET}`]],
    ["a migration link", ["import", `otpauth-migration://offline?data=${SECRET}`]],
    ["a Steam URI", ["add", `steam://${SECRET}`]],
    ["an mOTP line", ["add", `motp:Name?secret=${SECRET}`]],
    ["part of a transfer", ["import", `KEYFERRY:1/AAAA/1-2/${SECRET}`]],
    ["the value of an option", ["list", `--vault=otpauth://totp/a?secret=${SECRET}`]],
    ["no command at all", [`otpauth://totp/a?secret=${SECRET}`]],
    ["an unknown option", ["list", `--${SECRET}`]],
    ["a bare secret as an operand", ["add", SECRET]],
    ["a bare secret as a command", [SECRET]],
    ["a bare secret as a surplus operand", ["formats", SECRET]],
    ["a secret as the value of an option with fixed values", ["add", "--kind", SECRET]],
    ["a secret for a number", ["add", "--secret-file", "x", "--name", "y", "--digits", SECRET]],
  ]
  for (const [name, args] of cases) {
    it(`are a usage error and not repeated: ${name}`, async () => {
      const { status, err, out } = await new Machine().run(...args)
      assert.equal(status, 2)
      assert.equal((err + out).includes(SECRET), false)
      assert.match(err, /^keyferry: .+\n$/)
    })
  }
})

describe("the invocation", () => {
  const cases: [args: string[], expected: Record<string, unknown>][] = [
    [[], { to: "screen", vault: null, lang: "en", langChosen: false }],
    [["--vault", "/v", "--lang", "ja"], { to: "screen", vault: "/v", lang: "ja", langChosen: true }],
    [["--version"], { to: "version" }],
    [["-h", "--lang=ja"], { to: "help", lang: "ja" }],
    [["--vault", "list", "code", "x"], { to: "command", name: "code", rest: ["--vault", "list", "x"], lang: "en" }],
    [["list", "--lang", "ja"], { to: "command", name: "list", rest: ["--lang", "ja"], lang: "ja" }],
  ]
  for (const [args, expected] of cases) {
    it(`is parsed: ${args.join(" ") || "nothing"}`, () => {
      assert.deepEqual(parseInvocation(args, {}), expected)
    })
  }

  const wrong: [name: string, args: string[]][] = [
    ["an unknown command", ["frobnicate"]],
    ["an unknown option", ["list", "--nothing"]],
    ["an option without its value", ["list", "--vault"]],
    ["an option in the place of a value", ["export", "--to", "--out", "x"]],
    ["a value for an option that takes none", ["list", "--json=yes"]],
    ["an option twice", ["list", "--vault", "a", "--vault", "b"]],
    ["an unsupported language", ["list", "--lang", "de"]],
    ["too few operands", ["code"]],
    ["too many operands", ["restore", "a", "b"]],
    ["standard input twice", ["inspect", "-", "-"]],
    ["standard input for a file and its password", ["inspect", "-", "--password-file", "-"]],
  ]
  for (const [name, args] of wrong) {
    it(`is refused with status 2: ${name}`, async () => {
      const { status, out, err } = await new Machine().run(...args)
      assert.deepEqual([status, out], [2, ""])
      assert.match(err, /^keyferry: .+\n$/)
    })
  }

  it("refuses options of commands for the full-screen program", () => {
    assert.throws(
      () => parseInvocation(["--passphrase-file", "x"], {}),
      (error) => isAppError(error, "usage"),
    )
  })

  it("is help where --help is given, even if the rest is wrong", async () => {
    for (const { name } of COMMANDS) {
      const { status, out } = await new Machine().run(name, "--help")
      assert.equal(status, 0)
      assert.ok(out.startsWith(`keyferry ${name} - `))
    }
  })
})

describe("the table of commands", () => {
  it("has unique names in kebab-case", () => {
    const names = COMMANDS.map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
    for (const command of COMMANDS) {
      const options = [...command.options, ...GLOBAL_OPTIONS].map(({ name }) => name)
      assert.equal(new Set(options).size, options.length, command.name)
      for (const name of [command.name, ...options]) assert.match(name, /^[a-z]+(-[a-z]+)*$/)
    }
  })

  it("names every option that reads a file's first line with -file at its end", () => {
    for (const { options } of COMMANDS) for (const { name, reads } of options) assert.equal(reads === true, name.endsWith("-file"), name)
  })

  it("loads the code of each command", async () => {
    for (const { load } of COMMANDS) assert.equal(typeof (await load()), "function")
  })

  it("has help in both languages", () => {
    const [en, ja] = [overview("en", 80), overview("ja", 80)]
    for (const { name } of COMMANDS) assert.ok(en.includes(`\n  ${name}`) && ja.includes(`\n  ${name}`))
    for (const command of COMMANDS) assert.notEqual(helpOf(command, "en", 80), helpOf(command, "ja", 80))
  })
})

describe("the generated documents", () => {
  const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")

  it("are up to date (npx tsx man/make.ts writes them)", () => {
    assert.equal(file("man/keyferry.1"), manPage())
    assert.equal(file("man/keyferry-formats.7"), formatsPage())
    assert.equal(file("README.md"), readmeWithFormats(file("README.md"), "en"))
    assert.equal(file("README.ja.md"), readmeWithFormats(file("README.ja.md"), "ja"))
    for (const { id } of HANDLERS) assert.ok(file("README.md").includes(`| \`${id}\` |`), id)
  })

  it("compare other programs by formats that exist, each once", () => {
    const ids = new Set(HANDLERS.map(({ id }) => id))
    for (const { name, reads, writes } of OTHER_PROGRAMS) {
      for (const list of [reads, writes]) {
        assert.deepEqual(
          list.filter((id, index) => !ids.has(id) || list.indexOf(id) !== index),
          [],
          name,
        )
      }
    }
  })

  it("pass mandoc's checks, except for links to pages that are not installed", (t) => {
    for (const page of [manPage(), formatsPage()]) {
      const { error, stdout } = spawnSync("mandoc", ["-T", "lint"], { input: page, encoding: "utf8" })
      if (error !== undefined) {
        assert.equal(process.env["CI"], undefined, "mandoc is missing")
        t.skip("mandoc is not installed")
        return
      }
      assert.deepEqual(
        stdout.split("\n").filter((line) => line !== "" && !/Xr keyferry|outdated mandoc\.db/.test(line)),
        [],
      )
    }
  })
})

it("the worst of several exit statuses is used", () => {
  const cases: [number[], number][] = [
    [[], 0],
    [[0, 6], 6],
    [[6, 3, 0], 3],
    [[3, 4, 6], 4],
    [[4, 5, 3], 5],
    [[5, 1, 4], 1],
  ]
  for (const [statuses, expected] of cases) assert.equal(worstStatus(statuses), expected)
})
