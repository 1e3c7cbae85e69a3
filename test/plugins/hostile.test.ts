// What a plugin may try: each is contained, told in one sentence, and the program goes on.
import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import { spawnContained } from "../../src/platform/plugins/plugin-process.ts"
import { spokenError } from "../formats/reading.ts"
import { handlerOf, readBy, running, sessionOf, source } from "./support.ts"

const INPUT = "a file that no format knows, with JBSWY3DPEHPK3PXP in it"
const SECRET = "JBSWY3DPEHPK3PXP"

after(async () => {
  for (let n = 0; n < 100 && (running() ?? 0) > 0; n++) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok((running() ?? 0) === 0, "a plugin's process is still there")
})

describe("a plugin that fails when a file is opened", () => {
  const cases: [name: string, open: string, code: ErrorCode, says: RegExp][] = [
    ["throws", '({ text }) => { throw new Error("cannot read " + text) }', "format-unsupported", /failed on it/],
    ["throws what is no error", "() => { throw null }", "format-unsupported", /failed on it/],
    ["throws what cannot be looked at", '() => { throw { get name() { throw 1 }, get message() { throw 2 }, toString: 3 } }', "format-unsupported", /failed on it/], // prettier-ignore
    ["throws a proxy", "() => { throw new Proxy({}, { get() { for (;;); } }) }", "limit-exceeded", /took longer than 2 s/],
    ["hangs", "() => { for (;;); }", "limit-exceeded", /took longer than 2 s/],
    ["hangs in promises", "async () => { for (;;) await null }", "limit-exceeded", /took longer than 2 s/],
    ["hangs when it is awaited", "() => ({ then() { for (;;); } })", "limit-exceeded", /took longer than 2 s/],
    ["never answers", "() => new Promise(() => {})", "format-unsupported", /failed on it/],
    ["recurses for ever", "function f() { return f() + 1 }", "format-unsupported", /failed on it/],
    ["fills the heap", "() => { const all = []; for (;;) all.push(new Array(1e6).fill(0.5)) }", "limit-exceeded", /wanted more memory/],
    ["fills memory beside the heap", "() => { const all = []; for (;;) all.push(new Uint8Array(64e6)) }", "format-unsupported", /failed on it/], // prettier-ignore
    ["answers more than can be sent", '() => ({ accounts: [], note: "x".repeat(100e6) })', "format-unsupported", /failed on it/],
    ["answers nothing", "() => {}", "format-unsupported", /gave an answer that is none/],
    ["answers a number", "() => 5", "format-unsupported", /gave an answer that is none/],
    ["answers a list", "() => [1, 2]", "format-unsupported", /gave an answer that is none/],
    ["answers a text for accounts", '() => ({ accounts: "many" })', "format-unsupported", /gave an answer that is none/],
    ["answers what cannot be told", "() => { const a = {}; a.a = a; return a }", "format-unsupported", /failed on it/],
    ["answers a big number", "() => ({ accounts: [10n] })", "format-unsupported", /failed on it/],
    ["answers deeper than anybody reads", "() => { let a = []; for (let n = 0; n < 2000; n++) a = [a]; return { accounts: a } }", "limit-exceeded", /levels deep/], // prettier-ignore
    ["answers more accounts than anybody has", "() => ({ accounts: Array(250_001).fill(0) })", "limit-exceeded", /records/],
    ["answers issues that are none", "() => ({ accounts: [], issues: [{ at: -1, code: 'x' }] })", "format-unsupported", /answer that is none/], // prettier-ignore
    [
      "wants a password after it was not asked for one",
      '() => ({ failed: "password-wrong" })',
      "format-unsupported",
      /answer that is none/,
    ],
    ["rewrites the language", `() => {
       JSON.stringify = () => '{"state":"done"}'; JSON.parse = () => 1; Promise.prototype.then = () => { throw 1 }; Array.prototype.push = () => { throw 1 }
       Object.prototype.toJSON = () => "x"; Map.prototype.get = () => ({ resolve() { throw 1 } }); String.prototype.charCodeAt = () => 1
       throw 1 }`, "format-unsupported", /failed on it|answer that is none/], // prettier-ignore
  ]
  for (const [name, open, code, says] of cases) {
    it(`is told in a sentence: one that ${name}`, async () => {
      const file = await readBy([await handlerOf(source({ open }))], INPUT)
      assert.ok(file.outcome.state === "failed")
      const { error } = file.outcome
      assert.equal(error.code, code)
      assert.match(error.message, says)
      for (const text of [...spokenError(error), format(error, "ja")]) assert.ok(!text.includes(SECRET))
    })
  }
})

describe("a plugin that fails when it is asked whose a file is", () => {
  const cases: [name: string, detect: string, says: RegExp][] = [
    ["throws", "() => { throw new Error() }", /failed on it/],
    ["hangs", "() => { for (;;); }", /took longer/],
    ["fills the heap", "() => { const all = []; for (;;) all.push(new Array(1e6).fill(0.5)) }", /wanted more memory/],
  ]
  for (const [name, detect, says] of cases) {
    it(`says why nobody knows the file: one that ${name}`, async () => {
      const file = await readBy([await handlerOf(source({ detect }))], INPUT)
      assert.ok(file.outcome.state === "failed")
      assert.match(file.outcome.error.message, says)
    })
    it(`stands in nobody's way: one that ${name}`, async () => {
      const good = source({ open: `() => ({ accounts: [{ secret: "${SECRET}" }] })` })
      const file = await readBy([await handlerOf(source({ detect })), await handlerOf(good)], INPUT)
      assert.ok(file.outcome.state === "read" && file.outcome.drafts.length === 1)
      assert.equal((await readBy([await handlerOf(source({ detect }))], `otpauth://totp/a?secret=${SECRET}\n`)).format, "otpauth-uri")
    })
  }
  for (const answer of ["5", '"maybe not"', "{}", "[]", '{ toString: () => "yes" }']) {
    it(`is not asked to open it where it answers ${answer}`, async () => {
      const file = await readBy([await handlerOf(source({ detect: `() => (${answer})` }))], INPUT)
      assert.ok(file.outcome.state === "failed" && file.outcome.error.code === "format-unknown")
    })
  }
  it("is given up after the first input it hangs on", async () => {
    const { openInputs } = await import("../../src/migrate/import/read.ts")
    const { CONTEXT } = await import("./support.ts")
    const handler = await handlerOf(source({ detect: "() => { for (;;); }" }))
    const inputs = Array.from({ length: 20 }, (_, n) => ({ name: `${n}`, bytes: Buffer.from(`unknown ${n}`) }))
    const started = performance.now()
    const { files } = await openInputs(inputs, { ...CONTEXT, handlers: [handler] })
    assert.ok(files.every(({ outcome }) => outcome.state === "failed"))
    assert.ok(performance.now() - started < 10_000)
  })
})

describe("a module that is no plugin", () => {
  const cases: [name: string, text: string, says: RegExp][] = [
    ["is not JavaScript", "this is not JavaScript", /failed on it/],
    ["is empty", "", /failed on it/],
    ["throws at once", "throw new Error('x')", /failed on it/],
    ["hangs at once", "for (;;);", /took longer/],
    ["waits for ever", "await new Promise(() => {}); export default {}", /failed on it/],
    ["imports a file", 'import { readFileSync } from "node:fs"; export default { readFileSync }', /failed on it/],
    ["imports another module", 'import x from "./x.mjs"; export default x', /failed on it/],
    ["exports nothing", "export const a = 1", /failed on it/],
    ["exports a function", "export default () => 1", /failed on it/],
    ["exports what throws when looked at", "export default new Proxy({}, { get() { throw 1 } })", /failed on it/],
  ]
  for (const [name, text, says] of cases) {
    it(`is told in a sentence: one that ${name}`, async () => {
      const session = sessionOf(Buffer.from(text))
      await assert.rejects(session.manifest({}), (error) => isAppError(error) && says.test(error.message))
      await session.rest()
    })
  }
})

describe("a plugin that looks for a way out", () => {
  /** What the expression gives as the name of an account; `nothing` where it throws. */
  const told = async (expression: string): Promise<string> => {
    const open = `async (input, tools) => { let name; try { name = String(await (${expression})) } catch (e) { name = "nothing" }
      return { accounts: [{ name, secret: "${SECRET}" }] } }`
    const file = await readBy([await handlerOf(source({ open }))], INPUT)
    assert.ok(file.outcome.state === "read", JSON.stringify(file.outcome))
    return file.outcome.drafts[0]?.name ?? ""
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
    ["an end of the process", "process.exit(0)", "nothing"],
    ["another language", "typeof WebAssembly", "undefined"],
    ["shared memory", "typeof SharedArrayBuffer", "undefined"],
    ["timers", "typeof setTimeout", "undefined"],
    ["text as code", 'eval("1 + 1")', "nothing"],
    ["text as a function", 'new Function("return 1")()', "nothing"],
    ["the realm that started it, by its global", reach("globalThis"), "nothing"],
    ["the realm that started it, by a refused import", `await import("node:fs").catch((e) => ${reach("e")})`, "nothing"],
    ["the realm that started it, by the promise of an import", reach('import("node:fs")'), "nothing"],
    ["the realm that started it, by its tools", reach("tools.hash"), "nothing"],
    ["the realm that started it, by its input", reach("input.bytes"), "nothing"],
    ["the realm that started it, by what it is promised", `await tools.random(1).then((bytes) => ${reach("bytes")})`, "nothing"],
    ["the realm that started it, by a refused promise", `await tools.random(-1).catch((e) => ${reach("e")})`, "nothing"],
    ["the realm that started it, by an error's stack", `(() => { const e = new Error(); e.name = Symbol(); try { return e.stack } catch (x) { return ${reach("x")} } })()`, "nothing"], // prettier-ignore
    ["the realm that started it, by frames of the stack", "(() => { Error.prepareStackTrace = (e, frames) => frames; return typeof new Error().stack })()", "nothing"], // prettier-ignore
    [
      "the realm that started it, by another Error",
      "(() => { globalThis.Error = { prepareStackTrace: (e, frames) => frames } })()",
      "nothing",
    ],
    ["something of the realm that started it to change", `await import("x").catch((e) => { const proto = Object.getPrototypeOf(Object.getPrototypeOf(Object.getPrototypeOf(e))); proto.then = 1; return "changed" })`, "nothing"], // prettier-ignore
  ]
  for (const [name, expression, gives] of cases) {
    it(`does not find: ${name}`, async () => {
      assert.equal(await told(expression), gives)
    })
  }
  it("is not heard when it prints", async () => {
    const open = `() => { for (let n = 0; n < 1e5; n++) console.log("rubbish", n); console.error("x"); return { accounts: [{ secret: "${SECRET}" }] } }`
    const file = await readBy([await handlerOf(source({ open }))], INPUT)
    assert.ok(file.outcome.state === "read" && file.outcome.drafts.length === 1)
  })
})

describe("the process that a plugin runs in, should a plugin ever get out of its realm", () => {
  const printed = (code: string): Promise<string> =>
    new Promise((resolve) => {
      const child = spawnContained(`import { writeSync } from "node:fs"
        const tell = (value) => writeSync(1, String(value))
        try { ${code} } catch (error) { tell(error.code ?? error.name) }`)
      let text = ""
      child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()))
      child.on("close", () => {
        resolve(text)
      })
      child.stdin.end()
    })
  const cases: [name: string, code: string, gives: RegExp][] = [
    ["reads no file", 'tell((await import("node:fs")).readFileSync("/etc/hostname", "utf8"))', /^ERR_ACCESS_DENIED$/],
    ["writes no file", '(await import("node:fs")).writeFileSync("/tmp/keyferry-plugin", "x"); tell("written")', /^ERR_ACCESS_DENIED$/],
    ["lists no directory", 'tell((await import("node:fs")).readdirSync("/"))', /^ERR_ACCESS_DENIED$/],
    ["starts no program", 'tell((await import("node:child_process")).execFileSync("/bin/true"))', /^ERR_ACCESS_DENIED$/],
    ["starts no thread", 'new (await import("node:worker_threads")).Worker("", { eval: true }); tell("started")', /^ERR_ACCESS_DENIED$/],
    ["loads no module from a file", 'await import("/work/x.mjs"); tell("loaded")', /^ERR_/],
    ["has no environment", "tell(Object.keys(process.env).filter((name) => !/^(PWD|SHLVL|_|OLDPWD)$/.test(name)).length)", /^0$/],
    ["has the root as its directory", "tell(process.cwd())", /^\/$/],
    ["makes no code of text", 'tell(new Function("return 1")())', /^EvalError$/],
    ["changes nothing of the language", "Object.prototype.then = 1; tell('changed')", /^TypeError$/],
    ["has no more than two pipes", 'const fs = await import("node:fs"); let open = ""; for (let fd = 3; fd < 100; fd++) { try { if (fs.fstatSync(fd).isFile()) open += fd } catch {} } tell("files " + open)', /^files $/], // prettier-ignore
  ]
  for (const [name, code, gives] of cases) {
    it(name, async () => {
      assert.match(await printed(code), gives)
    })
  }
  const [major = 0] = process.versions.node.split(".").map(Number)
  it("reaches no network, as far as this node's permission model can see to it", { skip: major < 25 }, async () => {
    assert.match(
      await printed(
        `await new Promise((resolve, reject) => { import("node:net").then((net) => net.connect(9, "127.0.0.1").on("error", reject).on("connect", resolve)) }); tell("connected")`,
      ),
      /^ERR_ACCESS_DENIED$/,
    )
  })
})

it("an import that is cancelled ends the plugin at once", async () => {
  const handler = await handlerOf(source({ open: "() => { for (;;); }" }))
  const stop = new AbortController()
  const { openInputs } = await import("../../src/migrate/import/read.ts")
  const { CONTEXT } = await import("./support.ts")
  const reading = openInputs([{ name: "x", bytes: Buffer.from(INPUT) }], { ...CONTEXT, handlers: [handler], signal: stop.signal })
  setTimeout(() => {
    stop.abort()
  }, 400)
  const started = performance.now()
  await assert.rejects(reading, (error) => isAppError(error, "interrupted"))
  assert.ok(performance.now() - started < 2000)
})
