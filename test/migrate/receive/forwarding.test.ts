import assert from "node:assert/strict"
import { it } from "node:test"
import { forwardingTo } from "../../../src/migrate/receive/forwarding.ts"

const socket = "/run/user/1000/keyferry/receive-01234567.sock"
const cases: readonly (readonly [name: string, connection: string | undefined, options: string])[] = [
  ["names the host outside of an SSH session", undefined, "alice@server"],
  ["names the address that the session came to", "192.0.2.7 50022 198.51.100.3 22", "alice@198.51.100.3"],
  ["adds another port than 22", "192.0.2.7 50022 198.51.100.3 2222", "-p 2222 alice@198.51.100.3"],
  ["takes an IPv6 address as it is", "2001:db8::7 50022 2001:db8::3 22", "alice@2001:db8::3"],
]
for (const [name, connection, options] of cases)
  it(name, () => {
    const forwarding = forwardingTo({ user: "alice", name: "server", connection }, { port: 49152, socket })
    assert.deepEqual(forwarding, {
      host: options,
      toPort: `ssh -N -L 49152:127.0.0.1:49152 ${options}`,
      toSocket: `ssh -N -L 49152:${socket} ${options}`,
    })
  })

it("offers no socket where there is none", () => {
  const { toSocket } = forwardingTo({ user: "alice", name: "server", connection: undefined }, { port: 49152, socket: null })
  assert.equal(toSocket, null)
})
