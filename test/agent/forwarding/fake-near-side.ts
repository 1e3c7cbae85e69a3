import type { Outcome } from "../../../src/agent/forwarding/log.ts"
import type { Candidate, Decision, NearSide, Question } from "../../../src/agent/forwarding/rules.ts"

/** An account's id is also its code's beginning: `github` has the codes `github0`, `github1`. */
export class FakeNearSide implements NearSide {
  readonly lang = "en"
  nowMs = 0
  accounts: readonly Candidate[] = [
    { id: "github", label: "GitHub: alice", isCounted: false },
    { id: "gitlab", label: "GitLab: alice", isCounted: false },
    { id: "bank", label: "Bank: alice", isCounted: true },
  ]
  /** Null: locked. */
  unlocked: object | null = {}
  decision: Decision = 0
  /** Called while the user thinks. */
  meanwhile: () => void = () => undefined
  /** The user answers only once this is settled. */
  thinking: Promise<void> = Promise.resolve()
  /** Whether a client was gone while the user thought. */
  isWithdrawn = false
  readonly asked: Question[] = []
  readonly logged: string[] = []
  taken = 0

  session(): object | null {
    return this.unlocked
  }

  candidates(query: string): Promise<readonly Candidate[] | null> {
    return Promise.resolve(this.unlocked === null ? null : this.accounts.filter(({ label }) => label.toLowerCase().includes(query)))
  }

  take(id: string): Promise<{ code: string; validForMs: number | null }> {
    const isCounted = this.accounts.find((account) => account.id === id)?.isCounted === true
    return Promise.resolve({ code: `${id}${this.taken++}`, validForMs: isCounted ? null : 30_000 - (this.nowMs % 30_000) })
  }

  async ask(question: Question, signal: AbortSignal): Promise<Decision> {
    this.asked.push(question)
    signal.addEventListener("abort", () => (this.isWithdrawn = true))
    this.meanwhile()
    await this.thinking
    return this.decision
  }

  monotonicMs(): number {
    return this.nowMs
  }

  log(about: string, outcome: Outcome): void {
    this.logged.push(`${about} ${outcome}`)
  }
}
