import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { programArguments } from "../../../src/main/arguments.ts"

describe("the name keyferry-askpass", () => {
  it("makes every argument a prompt, with whatever suffix and directory", () => {
    for (const name of [
      "keyferry-askpass",
      "./keyferry-askpass",
      "/usr/bin/keyferry-askpass",
      "/x/keyferry-askpass.sh",
      "/x/keyferry-askpass-1.2",
    ])
      for (const prompt of ["list", "--version", "--", ""]) {
        assert.deepEqual(programArguments(["node", name, prompt], "node"), ["askpass", "--", prompt])
        assert.deepEqual(programArguments(["node", "/x/main.js", prompt], name), ["askpass", "--", prompt])
      }
  })

  it("is not that of a directory", () => {
    assert.deepEqual(programArguments(["node", "/keyferry-askpass/keyferry", "list"], "node"), ["list"])
  })
})
