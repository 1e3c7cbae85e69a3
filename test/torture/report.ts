export interface Runs {
  readonly runs: number
  readonly killed: number
  readonly complaints: readonly string[]
  readonly at: string
  readonly repeat: string
}

/** Counts runs and complaints; prints each kind of complaint once, with how to repeat it. */
export class Report {
  readonly #rows = new Map<string, { runs: number; killed: number; wrong: number }>()
  readonly #complaints = new Map<string, number>()

  /** @param row - Of the table. @param at - The call that was hurt. @param repeat - The arguments that repeat the run. */
  add(row: string, run: { killed?: boolean; complaints: readonly string[]; at: string; repeat: string }): void {
    this.addMany(row, { ...run, runs: 1, killed: run.killed === true ? 1 : 0 })
  }

  /** Add runs that are judged together. */
  addMany(row: string, { runs, killed, complaints, at, repeat }: Runs): void {
    const counts = this.#rows.get(row) ?? { runs: 0, killed: 0, wrong: 0 }
    counts.runs += runs
    counts.killed += killed
    if (complaints.length > 0) counts.wrong++
    this.#rows.set(row, counts)
    for (const complaint of complaints) {
      const kind = `${row}: ${complaint}`
      const known = this.#complaints.get(kind) ?? 0
      this.#complaints.set(kind, known + 1)
      if (known === 0) console.log(`WRONG ${kind}\n  at: ${at}\n  repeat: npm run torture -- ${repeat}`)
    }
  }

  get isClean(): boolean {
    return this.#complaints.size === 0
  }

  get complaints(): readonly string[] {
    return [...this.#complaints.keys()]
  }

  print(): void {
    console.log(`${"".padEnd(26)} ${"runs".padStart(6)} ${"killed".padStart(7)} ${"wrong".padStart(6)}`)
    for (const [row, { runs, killed, wrong }] of this.#rows)
      console.log(`${row.padEnd(26)} ${String(runs).padStart(6)} ${String(killed).padStart(7)} ${String(wrong).padStart(6)}`)
    for (const [complaint, count] of this.#complaints) if (count > 1) console.log(`${count} times: ${complaint}`)
    console.log(this.isClean ? "nothing wrong" : `${this.#complaints.size} kinds of complaints`)
  }
}
