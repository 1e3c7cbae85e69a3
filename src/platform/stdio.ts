import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"

export const STDIO_TEXTS = texts({
  tooLarge: { en: "standard input is larger than {max} MiB", ja: "標準入力が {max} MiB を超えています" },
  terminal: {
    en: "standard input is a terminal; redirect a file or a pipe to it",
    ja: "標準入力がターミナルです。ファイルかパイプを渡してください",
  },
  unreadable: { en: "standard input cannot be read", ja: "標準入力を読み込めません" },
  unwritable: { en: "standard output cannot be written to", ja: "標準出力に書き込めません" },
})

export interface Stdio {
  readonly stdoutIsTerminal: boolean
  /** Cells of the terminal behind standard output; null where there is none. */
  readonly size: { readonly columns: number; readonly rows: number } | null
  /** Columns of the terminal behind standard error; null where there is none. */
  readonly errColumns: number | null
  /** All of standard input. @throws AppError `limit-exceeded`, `usage` where it is a terminal, `io` */
  read(maxBytes: number): Promise<Uint8Array>
  /** Write to standard output. When its reader has ended (`| head`), the program exits with 0. @throws AppError `io` */
  out(data: string | Uint8Array): Promise<void>
  err(text: string): void
  /** Waits until the system has all of standard error: a full pipe keeps some of it in this process. */
  flush(): Promise<void>
}

/** The size of a terminal; 80 by 24 where it does not know its own, such as a serial line. */
export function terminalSize({ columns, rows }: { readonly columns: number; readonly rows: number }): { columns: number; rows: number } {
  return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 }
}

export function realStdio(): Stdio {
  const { stdin, stdout, stderr } = process
  // The reader of the output has ended, as in `| head`: that is no failure.
  const exitOnBrokenPipe = (error: NodeJS.ErrnoException): void => {
    if (error.code === "EPIPE") process.exit(0)
  }
  stdout.on("error", exitOnBrokenPipe)
  stderr.on("error", exitOnBrokenPipe)
  return {
    stdoutIsTerminal: stdout.isTTY,
    size: stdout.isTTY ? terminalSize(stdout) : null,
    errColumns: stderr.isTTY ? terminalSize(stderr).columns : null,
    async read(maxBytes) {
      if (stdin.isTTY) throw new AppError("usage", STDIO_TEXTS.terminal)
      const chunks: Uint8Array[] = []
      let size = 0
      try {
        for await (const chunk of stdin as AsyncIterable<Uint8Array>) {
          size += chunk.length
          if (size > maxBytes)
            throw new AppError("limit-exceeded", STDIO_TEXTS.tooLarge, { detail: { max: Math.floor(maxBytes / (1 << 20)) } })
          chunks.push(chunk)
        }
      } catch (cause) {
        if (cause instanceof AppError) throw cause
        throw new AppError("io", STDIO_TEXTS.unreadable, { cause })
      }
      return Buffer.concat(chunks)
    },
    out: (data) =>
      new Promise((resolve, reject) => {
        stdout.write(data, (error) => {
          if (error === null || error === undefined) resolve()
          else if ((error as NodeJS.ErrnoException).code === "EPIPE") process.exit(0)
          else reject(new AppError("io", STDIO_TEXTS.unwritable, { cause: error }))
        })
      }),
    err: (text) => {
      stderr.write(text)
    },
    flush: () =>
      new Promise((resolve) => {
        stderr.write("", () => {
          resolve()
        })
      }),
  }
}
