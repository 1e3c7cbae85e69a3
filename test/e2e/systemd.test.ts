import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { withoutPrograms } from "../formats/real-gpg.ts"
import { Home } from "./home.ts"

const UNITS = fileURLToPath(new URL("../../.tools/release/systemd/", import.meta.url))
const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url))

/** A home of its own, which ends with the test. */
function newHome(t: { after(work: () => void): void }): Home {
  const home = new Home()
  t.after(() => {
    home.remove()
  })
  return home
}

describe("the units of the user's systemd", () => {
  it("are valid", { skip: withoutPrograms("systemd-analyze") }, (t) => {
    const home = newHome(t)
    const paths = readdirSync(UNITS).map((name) => {
      const path = join(home.work, name)
      // The program need not be installed here.
      writeFileSync(path, readFileSync(join(UNITS, name), "utf8").replace("/usr/bin/keyferry", process.execPath))
      return path
    })
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--user", "--man=no", ...paths], {
      encoding: "utf8",
      env: { ...home.env, XDG_RUNTIME_DIR: home.work },
    })
    assert.deepEqual([status, stderr], [0, ""])
  })

  it("give the agent its socket", { skip: withoutPrograms("systemd-socket-activate") }, async (t) => {
    const home = newHome(t)
    await home.withVault([])
    const runtime = join(home.path, "runtime")
    const socket = join(runtime, "keyferry/agent.sock")
    mkdirSync(join(runtime, "keyferry"), { recursive: true, mode: 0o700 })
    chmodSync(runtime, 0o700)
    const env = { XDG_RUNTIME_DIR: runtime }
    const kept = Object.entries({ ...home.env, ...env }).flatMap(([name, value]) => [`--setenv=${name}=${value}`])
    const systemd = spawn("systemd-socket-activate", ["-l", socket, ...kept, process.execPath, MAIN, "agent", "serve"], { stdio: "ignore" })
    t.after(() => systemd.kill("SIGKILL"))
    for (let tries = 0; !existsSync(socket) && tries < 100; tries++) await setTimeout(50)
    const start = await home.run(["agent", "start"], { env })
    assert.equal(start.status, 0, start.err)
    const status = JSON.parse((await home.run(["agent", "status", "--json"], { env })).out) as { unlocked: boolean }
    assert.equal(status.unlocked, true)
    assert.equal((await home.run(["agent", "stop"], { env })).status, 0)
    assert.ok(existsSync(socket), "the socket is systemd's")
  })
})
