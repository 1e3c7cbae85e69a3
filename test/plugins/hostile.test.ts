// Hostile plugins: each is contained and reported in one sentence, and the program goes on.
import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import { spawnContained } from "../../src/platform/plugins/plugin-process.ts"
import { textsOfError } from "../formats/reading.ts"
import { HANGING_LIMITS_MS, RUNTIME, handlerOf, readBy, running, sessionOf, source } from "./support.ts"

const INPUT = "a file that no format knows, with JBSWY3DPEHPK3PXP in it"
const SECRET = "JBSWY3DPEHPK3PXP"

const limitsFor = (says: RegExp): typeof HANGING_LIMITS_MS | undefined =>
  says.source.includes("took longer") ? HANGING_LIMITS_MS : undefined

after(async () => {
  for (let n = 0; n < 1500 && (running() ?? 0) > 0; n++) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok((running() ?? 0) === 0, "a plugin's process is still running")
})

describe("a plugin that fails when a file is opened", () => {
  const cases: [name: string, open: string, code: ErrorCode, says: RegExp][] = [
    ["throws", '({ text }) => { throw new Error("cannot read " + text) }', "format-unsupported", /the plugin Test failed/],
    ["throws a value that is no error", "() => { throw null }", "format-unsupported", /the plugin Test failed/],
    ["throws an object that throws when read", '() => { throw { get name() { throw 1 }, get message() { throw 2 }, toString: 3 } }', "format-unsupported", /the plugin Test failed/], // prettier-ignore
    ["throws a proxy", "() => { throw new Proxy({}, { get() { for (;;); } }) }", "limit-exceeded", /took longer than 2 s/],
    ["hangs", "() => { for (;;); }", "limit-exceeded", /took longer than 2 s/],
    ["hangs in promises", "async () => { for (;;) await null }", "limit-exceeded", /took longer than 2 s/],
    ["hangs when it is awaited", "() => ({ then() { for (;;); } })", "limit-exceeded", /took longer than 2 s/],
    ["never answers", "() => new Promise(() => {})", "format-unsupported", /the plugin Test failed/],
    ["recurses endlessly", "function f() { return f() + 1 }", "format-unsupported", /the plugin Test failed/],
    [
      "fills the heap",
      "() => { const all = []; for (;;) all.push(new Array(1e6).fill(0.5)) }",
      "limit-exceeded",
      /exceeded its memory limit/,
    ],
    ["fills memory outside the heap", "() => { const all = []; for (;;) all.push(new Uint8Array(64e6)) }", "format-unsupported", /the plugin Test failed/], // prettier-ignore
    ["answers more than can be sent", '() => ({ accounts: [], note: "x".repeat(100e6) })', "format-unsupported", /the plugin Test failed/],
    ["answers nothing", "() => {}", "format-unsupported", /gave an invalid answer/],
    ["answers a number", "() => 5", "format-unsupported", /gave an invalid answer/],
    ["answers a list", "() => [1, 2]", "format-unsupported", /gave an invalid answer/],
    ["answers a text for accounts", '() => ({ accounts: "many" })', "format-unsupported", /gave an invalid answer/],
    ["answers a cyclic object", "() => { const a = {}; a.a = a; return a }", "format-unsupported", /the plugin Test failed/],
    ["answers a bigint", "() => ({ accounts: [10n] })", "format-unsupported", /the plugin Test failed/],
    ["answers a deeply nested list", "() => { let a = []; for (let n = 0; n < 2000; n++) a = [a]; return { accounts: a } }", "limit-exceeded", /levels deep/], // prettier-ignore
    ["answers more accounts than the limit", "() => ({ accounts: Array(250_001).fill(0) })", "limit-exceeded", /records/],
    ["answers malformed issues", "() => ({ accounts: [], issues: [{ at: -1, code: 'x' }] })", "format-unsupported", /invalid answer/], // prettier-ignore
    ["reports a wrong password where none was given", '() => ({ failed: "password-wrong" })', "format-unsupported", /invalid answer/],
    ["rewrites the language", `() => {
       JSON.stringify = () => '{"state":"done"}'; JSON.parse = () => 1; Promise.prototype.then = () => { throw 1 }; Array.prototype.push = () => { throw 1 }
       Object.prototype.toJSON = () => "x"; Map.prototype.get = () => ({ resolve() { throw 1 } }); String.prototype.charCodeAt = () => 1
       throw 1 }`, "format-unsupported", /the plugin Test failed|invalid answer/], // prettier-ignore
  ]
  for (const [name, open, code, says] of cases) {
    it(`is reported in one sentence where it ${name}`, async () => {
      const file = await readBy([await handlerOf(source({ open }), limitsFor(says))], INPUT)
      assert.ok(file.outcome.state === "failed")
      const { error } = file.outcome
      assert.equal(error.code, code)
      assert.match(error.message, says)
      for (const text of [...textsOfError(error), format(error, "ja")]) assert.ok(!text.includes(SECRET))
    })
  }
})

describe("a plugin that fails while it detects", () => {
  const cases: [name: string, detect: string, says: RegExp][] = [
    ["throws", "() => { throw new Error() }", /the plugin Test failed/],
    ["hangs", "() => { for (;;); }", /took longer/],
    [
      "fills the heap",
      "() => { const all = []; for (;;) all.push(new Array(1e6).fill(0.5)) }",
      /exceeded its memory limit|took longer than 2 s/,
    ],
  ]
  for (const [name, detect, says] of cases) {
    it(`is named as the reason that the file is unknown, where it ${name}`, async () => {
      const file = await readBy([await handlerOf(source({ detect }), limitsFor(says))], INPUT)
      assert.ok(file.outcome.state === "failed")
      assert.match(file.outcome.error.message, says)
    })
    it(`does not keep other formats from reading the file, where it ${name}`, async () => {
      const good = source({ open: `() => ({ accounts: [{ secret: "${SECRET}" }] })` })
      const file = await readBy([await handlerOf(source({ detect }), limitsFor(says)), await handlerOf(good)], INPUT)
      assert.ok(file.outcome.state === "read" && file.outcome.records.length === 1)
      assert.equal((await readBy([await handlerOf(source({ detect }))], `otpauth://totp/a?secret=${SECRET}\n`)).format, "otpauth-uri")
    })
  }
  for (const answer of ["5", '"maybe not"', "{}", "[]", '{ toString: () => "yes" }']) {
    it(`does not open the file where it answers ${answer}`, async () => {
      const file = await readBy([await handlerOf(source({ detect: `() => (${answer})` }))], INPUT)
      assert.ok(file.outcome.state === "failed" && file.outcome.error.code === "format-unknown")
    })
  }
  it("is not run again after the first input that it hangs on", async () => {
    const { openInputs } = await import("../../src/migrate/import/session.ts")
    const { CONTEXT } = await import("./support.ts")
    const handler = await handlerOf(source({ detect: "() => { for (;;); }" }), HANGING_LIMITS_MS)
    const inputs = Array.from({ length: 20 }, (_, n) => ({ name: `${n}`, bytes: Buffer.from(`unknown ${n}`) }))
    const started = performance.now()
    const { files } = await openInputs(inputs, { ...CONTEXT, handlers: [handler] })
    assert.ok(files.every(({ outcome }) => outcome.state === "failed"))
    assert.ok(performance.now() - started < 20 * HANGING_LIMITS_MS.detect)
  })
})

describe("a module that is not a plugin", () => {
  const cases: [name: string, text: string, says: RegExp][] = [
    ["is not JavaScript", "this is not JavaScript", /the plugin Test failed/],
    ["is empty", "", /the plugin Test failed/],
    ["throws at once", "throw new Error('x')", /the plugin Test failed/],
    ["hangs at once", "for (;;);", /took longer/],
    ["waits endlessly", "await new Promise(() => {}); export default {}", /the plugin Test failed/],
    ["imports a file", 'import { readFileSync } from "node:fs"; export default { readFileSync }', /the plugin Test failed/],
    ["imports another module", 'import x from "./x.mjs"; export default x', /the plugin Test failed/],
    ["exports nothing", "export const a = 1", /the plugin Test failed/],
    ["exports a function", "export default () => 1", /the plugin Test failed/],
    ["exports an object that throws when read", "export default new Proxy({}, { get() { throw 1 } })", /the plugin Test failed/],
  ]
  for (const [name, text, says] of cases) {
    it(`is reported in one sentence where it ${name}`, async () => {
      const session = sessionOf(Buffer.from(text), limitsFor(says))
      await assert.rejects(session.manifest({}), (error) => isAppError(error) && says.test(error.message))
      await session.stop()
    })
  }
})

describe("a plugin that tries to break out of its realm", () => {
  /** Evaluate an expression inside a plugin; `nothing` where it throws. */
  const evaluate = async (expression: string): Promise<string> => {
    const open = `async (input, tools) => { let name; try { name = String(await (${expression})) } catch (e) { name = "nothing" }
      return { accounts: [{ name, secret: "${SECRET}" }] } }`
    const file = await readBy([await handlerOf(source({ open }))], INPUT)
    assert.ok(file.outcome.state === "read", JSON.stringify(file.outcome))
    return file.outcome.records[0]?.draft.name ?? ""
  }
  process.env["KEYFERRY_TEST_SECRET"] = "never seen"
  const reach = (object: string): string => `(${object}).constructor.constructor("return typeof process")()`
  const cases: [name: string, expression: string, gives: string][] = [
    ["the environment", "process.env.KEYFERRY_TEST_SECRET", "nothing"],
    ["a file", '(await import("node:fs")).readFileSync("/etc/passwd", "utf8")', "nothing"],
    ["a program", '(await import("node:child_process")).execSync("id").toString()', "nothing"],
    ["a thread", '(await import("node:worker_threads")).threadId', "nothing"],
    ["a socket", '(await import("node:net")).connect(80, "127.0.0.1")', "nothing"],
    ["a module of the network", '(await import("https://example.org/x.mjs")).default', "nothing"],
    ["require", 'require("node:fs")', "nothing"],
    ["the network", '[typeof fetch, typeof WebSocket, typeof XMLHttpRequest].join(" ")', "undefined undefined undefined"],
    ["the end of the process", "process.exit(0)", "nothing"],
    ["WebAssembly", "typeof WebAssembly", "undefined"],
    ["shared memory", "typeof SharedArrayBuffer", "undefined"],
    ["timers", "typeof setTimeout", "undefined"],
    ["eval", 'eval("1 + 1")', "nothing"],
    ["a function made of text", 'new Function("return 1")()', "nothing"],
    ["the realm that started it, by its global", reach("globalThis"), "nothing"],
    ["the realm that started it, by a refused import", `await import("node:fs").catch((e) => ${reach("e")})`, "nothing"],
    ["the realm that started it, by the promise of an import", reach('import("node:fs")'), "nothing"],
    ["the realm that started it, by its tools", reach("tools.hash"), "nothing"],
    ["the realm that started it, by its input", reach("input.bytes"), "nothing"],
    ["the realm that started it, by the value of a promise", `await tools.random(1).then((bytes) => ${reach("bytes")})`, "nothing"],
    ["the realm that started it, by a refused promise", `await tools.random(-1).catch((e) => ${reach("e")})`, "nothing"],
    ["the realm that started it, by an error's stack", `(() => { const e = new Error(); e.name = Symbol(); try { return e.stack } catch (x) { return ${reach("x")} } })()`, "nothing"], // prettier-ignore
    ["the realm that started it, by frames of the stack", "(() => { Error.prepareStackTrace = (e, frames) => frames; return typeof new Error().stack })()", "nothing"], // prettier-ignore
    [
      "the realm that started it, by another Error",
      "(() => { globalThis.Error = { prepareStackTrace: (e, frames) => frames } })()",
      "nothing",
    ],
    ["an object of the realm that started it that can be changed", `await import("x").catch((e) => { const proto = Object.getPrototypeOf(Object.getPrototypeOf(Object.getPrototypeOf(e))); proto.then = 1; return "changed" })`, "nothing"], // prettier-ignore
  ]
  for (const [name, expression, gives] of cases) {
    it(`does not reach ${name}`, async () => {
      assert.equal(await evaluate(expression), gives)
    })
  }
  it("prints nothing to our output", async () => {
    const open = `() => { for (let n = 0; n < 1e5; n++) console.log("noise", n); console.error("x"); return { accounts: [{ secret: "${SECRET}" }] } }`
    const file = await readBy([await handlerOf(source({ open }))], INPUT)
    assert.ok(file.outcome.state === "read" && file.outcome.records.length === 1)
  })
})

describe("the process of a plugin, seen by code that has left the realm", () => {
  const printed = (code: string): Promise<string> =>
    new Promise((resolve) => {
      const child = spawnContained(
        `import { writeSync } from "node:fs"
        const print = (value) => writeSync(1, String(value))
        try { ${code} } catch (error) { print(error.code ?? error.name) }`,
        RUNTIME,
      )
      let text = ""
      child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()))
      child.on("close", () => {
        resolve(text)
      })
      child.stdin.end()
    })
  const cases: [name: string, code: string, gives: RegExp][] = [
    ["reads no file", 'print((await import("node:fs")).readFileSync("/etc/hostname", "utf8"))', /^ERR_ACCESS_DENIED$/],
    ["writes no file", '(await import("node:fs")).writeFileSync("/tmp/keyferry-plugin", "x"); print("written")', /^ERR_ACCESS_DENIED$/],
    ["lists no directory", 'print((await import("node:fs")).readdirSync("/"))', /^ERR_ACCESS_DENIED$/],
    ["starts no program", 'print((await import("node:child_process")).execFileSync("/bin/true"))', /^ERR_ACCESS_DENIED$/],
    ["starts no thread", 'new (await import("node:worker_threads")).Worker("", { eval: true }); print("started")', /^ERR_ACCESS_DENIED$/],
    ["loads no module from a file", 'await import("/x.mjs"); print("loaded")', /^ERR_/],
    ["has no environment", "print(Object.keys(process.env).filter((name) => !/^(PWD|SHLVL|_|OLDPWD)$/.test(name)).length)", /^0$/],
    ["has the root as its directory", "print(process.cwd())", /^\/$/],
    ["runs no text as code", 'print(new Function("return 1")())', /^EvalError$/],
    ["cannot change built-in objects", "Object.prototype.then = 1; print('changed')", /^TypeError$/],
    ["has no more than two pipes", 'const fs = await import("node:fs"); let open = ""; for (let fd = 3; fd < 100; fd++) { try { if (fs.fstatSync(fd).isFile()) open += fd } catch {} } print("files " + open)', /^files $/], // prettier-ignore
  ]
  for (const [name, code, gives] of cases) {
    it(name, async () => {
      assert.match(await printed(code), gives)
    })
  }
  const [major = 0] = process.versions.node.split(".").map(Number)
  it("reaches no network, where node's permission model covers it", { skip: major < 25 }, async () => {
    assert.match(
      await printed(
        `await new Promise((resolve, reject) => { import("node:net").then((net) => net.connect(9, "127.0.0.1").on("error", reject).on("connect", resolve)) }); print("connected")`,
      ),
      /^ERR_ACCESS_DENIED$/,
    )
  })
})

it("cancelling an import ends the plugin at once", async () => {
  const handler = await handlerOf(source({ open: "() => { for (;;); }" }))
  const stop = new AbortController()
  const { openInputs } = await import("../../src/migrate/import/session.ts")
  const { CONTEXT } = await import("./support.ts")
  const reading = openInputs([{ name: "x", bytes: Buffer.from(INPUT) }], { ...CONTEXT, handlers: [handler], signal: stop.signal })
  setTimeout(() => {
    stop.abort()
  }, 400)
  await assert.rejects(reading, (error) => isAppError(error, "interrupted"))
})
