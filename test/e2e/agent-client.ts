// One of the processes that ask the agent at once: takes codes until it has enough, and prints them as JSON.
import { setTimeout } from "node:timers/promises"
import { agentClient } from "../../src/agent/client.ts"

const [, , socket = "", vault = "", query = "", count = "0"] = process.argv
const agent = agentClient([socket], () => Promise.reject(new Error("the agent is not started from here")))
const codes: string[] = []
while (codes.length < Number(count)) {
  const found = await agent.code(vault, query, { peek: false, candidates: () => undefined })
  if (found === null) await setTimeout(5)
  else codes.push(found.answer.code)
}
process.stdout.write(JSON.stringify(codes))
