import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Home, PASSPHRASE } from "./home.ts"

describe("node's debugger", { skip: process.platform === "win32" && "signals of Unix" }, () => {
  it("is not opened by SIGUSR1", async (t) => {
    const home = new Home()
    t.after(() => {
      home.remove()
    })
    const { status, err } = await home.run(["init", "--passphrase-command", `kill -USR1 $PPID; echo ${PASSPHRASE}`])
    assert.equal(status, 0)
    assert.doesNotMatch(err, /[Dd]ebugger/)
  })
})
