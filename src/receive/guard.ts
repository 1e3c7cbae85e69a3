import { createHash, timingSafeEqual } from "node:crypto"
import { isAssetPath } from "./assets.ts"
import type { AssetPath } from "./assets.ts"
import { CLIENT_HEADER, PATHS } from "./protocol.ts"

/** A request before its body, exactly as it was sent. */
export interface RequestHead {
  readonly method: string
  /** Not decoded. */
  readonly target: string
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
}

export type Accepted =
  | { readonly to: "asset"; readonly path: AssetPath }
  | { readonly to: "live"; readonly client: string }
  | { readonly to: "text" | "file" | "turn"; readonly client: string }

export type Verdict = Accepted | { readonly to: "refused"; readonly status: 400 | 403 | 404 | 405 | 415 }

/** The values of all headers of a name in lower case. */
type ValuesOf = (name: string) => readonly string[]

const refused = (status: Extract<Verdict, { to: "refused" }>["status"]): Verdict => ({ to: "refused", status })

/** The types of the bodies that the page sends. */
const BODY_TYPES = { text: "application/json", file: "application/octet-stream", turn: "application/json" } as const

/** Of the document, below the token. */
const PAGE: AssetPath = ""

const TARGET = /^\/([^/?#]*)\/([^/?#]*)(?:\?([^#]*))?$/
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/
const CLIENT = /^[0-9a-f]{32}$/
const LIVE_QUERY = /^client=([0-9a-f]{32})$/

/** For comparing texts of any length in constant time. */
const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest()

/**
 * Decides about a request by its head alone. Without the token everything is 404, so that nothing can be learned.
 *
 * @see design: the port at the browser's side may differ from ours, so that any port is accepted in Host
 */
export function checkRequest({ method, target, rawHeaders }: RequestHead, token: string): Verdict {
  const [, given = "", path = "", query] = TARGET.exec(target) ?? []
  if (!timingSafeEqual(digestOf(given), digestOf(token))) return refused(404)
  const valuesOf: ValuesOf = (name) => rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)
  const opensPage = method === "GET" && path === PAGE && isNavigation(valuesOf)
  if (!isOnLoopback(valuesOf) || !(opensPage || isFromOwnPage(valuesOf))) return refused(403)
  if (isAssetPath(path)) return query !== undefined ? refused(404) : method === "GET" ? { to: "asset", path } : refused(405)
  if (path === PATHS.live) {
    const client = LIVE_QUERY.exec(query ?? "")?.[1]
    if (method !== "GET") return refused(405)
    return client === undefined ? refused(400) : { to: "live", client }
  }
  if (!isBodyPath(path) || query !== undefined) return refused(404)
  if (method !== "POST") return refused(405)
  if (only(valuesOf("content-type")) !== BODY_TYPES[path]) return refused(415)
  const client = only(valuesOf(CLIENT_HEADER)) ?? ""
  return CLIENT.test(client) ? { to: path, client } : refused(400)
}

const isBodyPath = (path: string): path is keyof typeof BODY_TYPES => Object.hasOwn(BODY_TYPES, path)

const only = (values: readonly string[]): string | undefined => (values.length === 1 ? values[0] : undefined)

/** Whether the browser was sent to a loopback name, and no other origin sent the request. */
function isOnLoopback(valuesOf: ValuesOf): boolean {
  const host = only(valuesOf("host"))?.toLowerCase() ?? ""
  return LOOPBACK_HOST.test(host) && valuesOf("origin").every((origin) => origin.toLowerCase() === `http://${host}`)
}

/** Whether the request comes from the page itself or from the address bar. */
const isFromOwnPage = (valuesOf: ValuesOf): boolean => valuesOf("sec-fetch-site").every((site) => site === "same-origin" || site === "none")

/**
 * Whether a tab is opened, whose content no other site can read. Chromium reloads the page that it shows after a failed connection as another
 * site.
 */
const isNavigation = (valuesOf: ValuesOf): boolean =>
  only(valuesOf("sec-fetch-mode")) === "navigate" && only(valuesOf("sec-fetch-dest")) === "document"
