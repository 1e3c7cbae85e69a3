import assert from "node:assert/strict"
import { it } from "node:test"
import { CLIENT, headOf, openLive, OTHER_CLIENT, PAGE_FILES, post, postHeaders, dial, rest, send, serve } from "./served.ts"
import type { Sent } from "./served.ts"

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types keyferry",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
}

it("serves every file of the page, with all headers", async () => {
  await serve(async ({ page, token }) => {
    const files = { "": "text/html; charset=utf-8", ...FILE_TYPES }
    for (const [path, type] of Object.entries(files)) {
      const { status, headers, body } = await send(page.port, { target: `/${token}/${path}` })
      assert.equal(status, 200, path)
      assert.equal(headers.get("content-type"), type)
      assert.equal(body, PAGE_FILES[(path === "" ? "index.html" : path) as keyof typeof PAGE_FILES])
      for (const [name, value] of Object.entries(HEADERS)) assert.equal(headers.get(name), value, `${path} ${name}`)
      const others = [...headers.keys()].filter((name) => !(name in HEADERS))
      assert.deepEqual(others, ["content-type", "content-length", "date", "connection"])
    }
  })
})

const FILE_TYPES = {
  "page.js": "text/javascript; charset=utf-8",
  "worker.js": "text/javascript; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
  "zxing_reader.wasm": "application/wasm",
}

it("sends the page in the language of the program", async () => {
  await serve(
    async ({ page, token }) => {
      const { body } = await send(page.port, { target: `/${token}/` })
      assert.match(body, /<html lang="ja">/)
    },
    { options: { lang: "ja" } },
  )
})

it("sends the same headers with what it refuses, and no word about why", async () => {
  await serve(async ({ page }) => {
    const { status, headers, body } = await send(page.port, { target: "/" })
    assert.equal(status, 404)
    assert.equal(body, "")
    for (const [name, value] of Object.entries(HEADERS)) assert.equal(headers.get(name), value, name)
  })
})

/** A request to a page by its token, and the status of the answer. */
type Refused = readonly [name: string, status: number, sent: (token: string, port: number) => Sent]

const wrongTokens: readonly Refused[] = [
  ["no token", 404, () => ({ target: "/" })],
  ["an empty token", 404, () => ({ target: "//" })],
  ["another token of the same length", 404, (token) => ({ target: `/${"A".repeat(token.length)}/` })],
  ["the token without its last character", 404, (token) => ({ target: `/${token.slice(0, -1)}/` })],
  ["the token and another character", 404, (token) => ({ target: `/${token}A/` })],
  ["a token of 4000 characters", 404, () => ({ target: `/${"A".repeat(4000)}/` })],
  ["the token in another case", 404, (token) => ({ target: `/${swapCase(token)}/` })],
  ["the token percent-encoded", 404, (token) => ({ target: `/%${token.charCodeAt(0).toString(16)}${token.slice(1)}/` })],
  ["the token in the query", 404, (token) => ({ target: `/?${token}` })],
  ["the token without a slash after it", 404, (token) => ({ target: `/${token}` })],
  ["a wrong token, whatever else is wrong", 404, () => ({ method: "DELETE", target: "/A/", headers: { host: "evil.test" } })],
]

const wrongOrigins: readonly Refused[] = [
  ["a name that was bound to 127.0.0.1 (DNS rebinding)", 403, (token, port) => host(token, `evil.test:${port}`)],
  ["a name that begins with 127.0.0.1", 403, (token) => host(token, "127.0.0.1.evil.test")],
  ["a name that ends with localhost", 403, (token) => host(token, "evil.localhost")],
  ["another loopback address", 403, (token) => host(token, "127.0.0.2")],
  ["every address", 403, (token) => host(token, "0.0.0.0")],
  ["an address in another notation", 403, (token) => host(token, "2130706433")],
  ["a user before the host", 403, (token) => host(token, "evil@127.0.0.1")],
  ["a host without an end", 403, (token) => host(token, "127.0.0.1:")],
  ["two hosts", 403, (token, port) => host(token, [`127.0.0.1:${port}`, "evil.test"])],
  ["a foreign origin", 403, (token) => ({ target: `/${token}/`, headers: { origin: "https://evil.test" } })],
  ["the origin of another port", 403, (token, port) => ({ target: `/${token}/`, headers: { origin: `http://127.0.0.1:${port + 1}` } })],
  [
    "another name of the same machine as origin",
    403,
    (token, port) => ({ target: `/${token}/`, headers: { origin: `http://localhost:${port}` } }),
  ],
  ["the origin of a sandbox", 403, (token) => ({ target: `/${token}/`, headers: { origin: "null" } })],
  ["a request of another site", 403, (token) => ({ target: `/${token}/`, headers: { "sec-fetch-site": "cross-site" } })],
  ["a request of another port of this machine", 403, (token) => ({ target: `/${token}/`, headers: { "sec-fetch-site": "same-site" } })],
  ["a script of another site", 403, (token) => ({ target: `/${token}/page.js`, headers: { "sec-fetch-site": "cross-site" } })],
  [
    "the channel for another site",
    403,
    (token) => ({ target: `/${token}/live?client=${CLIENT}`, headers: { "sec-fetch-site": "cross-site" } }),
  ],
  [
    "a frame of another site",
    403,
    (token) => ({ target: `/${token}/`, headers: navigation("cross-site", { "sec-fetch-dest": "iframe" }) }),
  ],
  [
    "a page fetched by another site",
    403,
    (token) => ({ target: `/${token}/`, headers: navigation("cross-site", { "sec-fetch-mode": "no-cors" }) }),
  ],
  ["a script of the page opened by another site", 403, (token) => ({ target: `/${token}/page.js`, headers: navigation("cross-site") })],
  [
    "the channel opened by another site",
    403,
    (token) => ({ target: `/${token}/live?client=${CLIENT}`, headers: navigation("cross-site") }),
  ],
  ["a form that another site posts", 403, (token) => ({ method: "POST", target: `/${token}/`, headers: navigation("cross-site") })],
  [
    "a page opened by another site that says so twice",
    403,
    (token) => ({ target: `/${token}/`, headers: navigation("cross-site", { "sec-fetch-mode": ["navigate", "navigate"] }) }),
  ],
  [
    "a post of a foreign origin",
    403,
    (token) => ({ ...posted(token, "text"), headers: { ...postHeaders(), origin: "https://evil.test" } }),
  ],
]

const tricks: readonly Refused[] = [
  ["a file beside the page", 404, (token) => ({ target: `/${token}/index.html` })],
  ["dots", 404, (token) => ({ target: `/${token}/../../etc/passwd` })],
  ["encoded dots", 404, (token) => ({ target: `/${token}/%2e%2e%2f%2e%2e%2fetc%2fpasswd` })],
  ["dots that lead back", 404, (token) => ({ target: `/${token}/x/../page.js` })],
  ["a backslash", 404, (token) => ({ target: `/${token}/..\\..\\etc\\passwd` })],
  ["an encoded name", 404, (token) => ({ target: `/${token}/page%2ejs` })],
  ["a double slash", 404, (token) => ({ target: `/${token}//page.js` })],
  ["a double slash in front", 404, (token) => ({ target: `//${token}/` })],
  ["a NUL", 404, (token) => ({ target: `/${token}/page.js%00.html` })],
  ["a member of every object", 404, (token) => ({ target: `/${token}/constructor` })],
  ["a prototype", 404, (token) => ({ target: `/${token}/__proto__` })],
  ["a query", 404, (token) => ({ target: `/${token}/page.js?x` })],
  ["a fragment", 404, (token) => ({ target: `/${token}/#x` })],
  ["an address as target", 404, (token, port) => ({ target: `http://127.0.0.1:${port}/${token}/` })],
  ["an asterisk", 404, () => ({ method: "OPTIONS", target: "*" })],
  ["a channel without a client", 400, (token) => ({ target: `/${token}/live` })],
  ["a channel for two clients", 400, (token) => ({ target: `/${token}/live?client=${CLIENT}&client=${OTHER_CLIENT}` })],
  ["a client that is no number", 400, (token) => ({ target: `/${token}/live?client=${"x".repeat(32)}` })],
  ...["HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"].map((method): Refused => [
    `the method ${method} on the page`,
    405,
    (token) => ({ method, target: `/${token}/` }),
  ]),
  ["a post to the page", 405, (token) => posted(token, "")],
  ["a post to the channel", 405, (token) => posted(token, "live")],
  ["getting what is posted", 405, (token) => ({ target: `/${token}/text` })],
  ["a form", 415, (token) => ({ ...posted(token, "text"), headers: postHeaders("application/x-www-form-urlencoded") })],
  ["a text that another site may post", 415, (token) => ({ ...posted(token, "text"), headers: postHeaders("text/plain") })],
  ["a file as JSON", 415, (token) => posted(token, "file")],
  ["a post without a client", 400, (token) => ({ ...posted(token, "text"), headers: { "content-type": "application/json" } })],
  ["a post without a channel", 409, (token) => posted(token, "text")],
]

/** The headers of a page that is opened in a tab. */
const navigation = (site: string, changed: Sent["headers"] = {}): NonNullable<Sent["headers"]> => ({
  "sec-fetch-site": site,
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
  ...changed,
})
const swapCase = (text: string): string =>
  text.replace(/[a-z]/gi, (char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
const host = (token: string, name: string | readonly string[]): Sent => ({ target: `/${token}/`, headers: { host: name } })
const posted = (token: string, path: string): Sent => ({
  method: "POST",
  target: `/${token}/${path}`,
  headers: postHeaders(),
  body: '{"texts":["otpauth://totp/x"]}',
})

for (const [name, status, sent] of [...wrongTokens, ...wrongOrigins, ...tricks])
  it(`answers ${status} to ${name}`, async () => {
    await serve(async ({ page, token, received, turned, connected }) => {
      const answer = await send(page.port, sent(token, page.port))
      assert.equal(answer.status, status)
      assert.equal(answer.body, "")
      assert.ok(![...answer.headers.values()].some((value) => value.includes(token)), "the token is in the answer")
      assert.deepEqual([received, turned, connected], [[], [], []])
    })
  })

const browsers: readonly (readonly [name: string, headers: (port: number) => NonNullable<Sent["headers"]>])[] = [
  ["the address bar", () => ({ "sec-fetch-site": "none" })],
  ["a reload of the browser's own page of an error, which Chromium calls another site", () => navigation("cross-site")],
  ["a link on another port of this machine", () => navigation("same-site")],
  ["the page itself", (port) => ({ "sec-fetch-site": "same-origin", origin: `http://127.0.0.1:${port}` })],
  ["another port at the browser's side", () => ({ host: "127.0.0.1:8080", origin: "http://127.0.0.1:8080" })],
  ["port 80 at the browser's side", () => ({ host: "127.0.0.1", origin: "http://127.0.0.1" })],
  ["the name localhost", (port) => ({ host: `LocalHost:${port}`, origin: `http://localhost:${port}` })],
  ["the IPv6 address", (port) => ({ host: `[::1]:${port}`, origin: `http://[::1]:${port}` })],
]
for (const [name, headers] of browsers)
  it(`takes a request from ${name}`, async () => {
    await serve(async ({ page, token }) => {
      const { status } = await send(page.port, { target: `/${token}/`, headers: headers(page.port) })
      assert.equal(status, 200)
    })
  })

it("does not answer a browser that asks whether another site may send", async () => {
  await serve(async ({ page, token }) => {
    const { headers } = await send(page.port, { method: "OPTIONS", target: `/${token}/text`, headers: { origin: "https://evil.test" } })
    assert.deepEqual(
      [...headers.keys()].filter((name) => name.startsWith("access-control")),
      [],
    )
  })
})

it("opens no tunnel, and speaks no other protocol", async () => {
  await serve(async ({ page, token }) => {
    assert.equal((await send(page.port, { method: "CONNECT", target: "127.0.0.1:22" })).status, 0)
    const upgraded = await send(page.port, { target: `/${token}/`, headers: { connection: "upgrade, close", upgrade: "websocket" } })
    assert.equal(upgraded.status, 200)
  })
})

it("answers a second request on a connection by that request alone", async () => {
  await serve(async (served) => {
    const { page, token } = served
    const socket = await dial({ port: page.port })
    const answer = rest(socket)
    socket.write(headOf(page.port, { target: `/${token}/page.css`, headers: { connection: "keep-alive" } }))
    socket.write(headOf(page.port, { target: "/x/page.css" }))
    const { status, body } = await answer
    assert.equal(status, 200)
    assert.match(body, /^body \{ margin: 0 \}HTTP\/1\.1 404 /)
  })
})

it("hands over texts, files and turned pages", async () => {
  await serve(async (served) => {
    await openLive(served)
    assert.equal((await post(served, "text", { texts: ["one", "二"] })).status, 204)
    assert.equal((await post(served, "turn", { page: 2 })).status, 204)
    const { status, body } = await send(served.page.port, {
      method: "POST",
      target: `/${served.token}/file`,
      headers: { ...postHeaders("application/octet-stream"), "x-keyferry-name": encodeURIComponent("C:\\画像/写真.png") },
      body: Buffer.from([0, 255, 128]),
    })
    assert.deepEqual([status, body], [204, ""])
    assert.deepEqual(served.turned, [2])
    assert.deepEqual(served.received, [
      { type: "texts", texts: ["one", "二"] },
      { type: "file", name: "写真.png", bytes: Buffer.from([0, 255, 128]) },
    ])
  })
})

const malformed: readonly (readonly [name: string, path: string, body: unknown])[] = [
  ["texts that are none", "text", { texts: "otpauth://totp/x" }],
  ["no texts", "text", { texts: [] }],
  ["a number among the texts", "text", { texts: ["a", 1] }],
  ["more texts than a picture has", "text", { texts: Array.from({ length: 257 }, () => "a") }],
  ["a list", "text", ["a"]],
  ["nothing", "text", null],
  ["half a page", "turn", { page: 1.5 }],
  ["a page before the first", "turn", { page: -1 }],
  ["a page without a number", "turn", { page: "1" }],
]
for (const [name, path, body] of malformed)
  it(`refuses ${name}`, async () => {
    await serve(async (served) => {
      await openLive(served)
      assert.equal((await post(served, path, body)).status, 400)
      assert.deepEqual([served.received, served.turned], [[], []])
    })
  })

it("refuses JSON that is cut off or not UTF-8, and a file without a name or content", async () => {
  await serve(async (served) => {
    await openLive(served)
    const sendBody = async (path: string, type: string, body: Uint8Array, name?: string) =>
      (
        await send(served.page.port, {
          method: "POST",
          target: `/${served.token}/${path}`,
          headers: { ...postHeaders(type), ...(name === undefined ? {} : { "x-keyferry-name": name }) },
          body,
        })
      ).status
    assert.equal(await sendBody("text", "application/json", Buffer.from('{"texts":["ot')), 400)
    assert.equal(await sendBody("text", "application/json", Buffer.from('{"texts":["\xff"]}', "latin1")), 400)
    assert.equal(await sendBody("file", "application/octet-stream", Buffer.from("x")), 400)
    assert.equal(await sendBody("file", "application/octet-stream", Buffer.from("x"), "%E0%A4%A"), 400)
    assert.equal(await sendBody("file", "application/octet-stream", Buffer.alloc(0), "empty.png"), 400)
    assert.deepEqual(served.received, [])
  })
})
