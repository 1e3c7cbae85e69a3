// The Debian package: the single executable, the man pages, the completions, the systemd units and the licences, each at Debian's place.
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"

/** Names of Debian for node's. */
export const DEBIAN_ARCH = { x64: "amd64", arm64: "arm64" }
const COMPLETIONS = {
  bash: "usr/share/bash-completion/completions/keyferry",
  zsh: "usr/share/zsh/vendor-completions/_keyferry",
  fish: "usr/share/fish/vendor_completions.d/keyferry.fish",
}
/** Units of the user's own systemd; there may be none. */
const UNITS = ".tools/release/systemd"
/** Of node's executable. */
const DEPENDS = "libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 7)"
const DESCRIPTION = `terminal authenticator, and the ferry between authenticators
 keyferry shows one-time codes in the terminal, keeps them in an encrypted
 vault, and moves accounts between about forty authenticator apps.`
const OTHER_LICENCES = `
The program contains node and the packages that are named, with their licences, in /usr/share/doc/keyferry/licenses.txt.gz.
On Debian, /usr/share/common-licenses has the texts of the Apache License 2.0 and of the GNU Lesser General Public License 3.
`
const OVERRIDES = [
  ["embedded-library", "node is built with libraries of its own"],
  ["hardening-no-pie", "node is published like this"],
  ["unstripped-binary-or-object", "stripping would remove what is embedded"],
  ["initial-upload-closes-no-bugs", "the package is not from Debian"],
  ["no-changelog", "the package is not from Debian"],
]

/**
 * @param project - Of project.mjs.
 * @param place - Directory for the package's files; removed first.
 */
export function makeDeb(project, arch, executable, nodeLicence, place, path) {
  rmSync(place, { recursive: true, force: true })
  const put = (name, content, mode = 0o644) => {
    const target = join(place, name)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
    chmodSync(target, mode)
  }
  const compressed = (text) => gzipSync(text, { level: 9 })
  put("usr/bin/keyferry", "", 0o755)
  copyFileSync(executable, join(place, "usr/bin/keyferry"))
  const alias = (target, name) => symlinkSync(target, join(place, name))
  alias("keyferry", "usr/bin/keyferry-askpass")
  for (const page of manPages()) put(`usr/share/man/${page.place}.gz`, compressed(readFileSync(page.path)))
  for (const language of ["", "ja/"]) alias("keyferry.1.gz", `usr/share/man/${language}man1/keyferry-askpass.1.gz`)
  for (const [shell, name] of Object.entries(COMPLETIONS)) put(name, execFileSync(process.execPath, ["dist/main.js", "completion", shell]))
  for (const unit of existsSync(UNITS) ? readdirSync(UNITS) : []) put(`usr/lib/systemd/user/${unit}`, readFileSync(join(UNITS, unit)))
  put("usr/share/doc/keyferry/copyright", `${readFileSync("LICENSE", "utf8")}${OTHER_LICENCES}`)
  put(
    "usr/share/doc/keyferry/licenses.txt.gz",
    compressed(`${readFileSync(nodeLicence, "utf8")}\n${readFileSync("dist/licenses.txt", "utf8")}`),
  )
  put("usr/share/doc/keyferry/CHANGELOG.md.gz", compressed(readFileSync("CHANGELOG.md")))
  put("usr/share/lintian/overrides/keyferry", OVERRIDES.map(([tag, why]) => `# ${why}\nkeyferry: ${tag} *\n`).join(""))
  const kib = filesBelow(place).reduce((sum, name) => sum + Math.ceil(lstatSync(name).size / 1024), 0)
  put("DEBIAN/control", control(project, DEBIAN_ARCH[arch], kib))
  for (const path of [...everythingBelow(place), place]) {
    if (lstatSync(path).isDirectory()) chmodSync(path, 0o755)
    lutimesSync(path, project.time, project.time)
  }
  // One thread: with more, the bytes depend on how the work is divided. Level 6 takes four times as long for 5 MB less.
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zxz", "-z1", "--threads-max=1", "--build", place, path], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(project.time) },
  })
}

/** The pages below `man/`, each with its place below `/usr/share/man`: Japanese ones are in `man/ja/`. */
export function manPages() {
  const pages = readdirSync("man", { recursive: true }).filter((name) => /^([a-z]{2}\/)?[\w-]+\.[1-8]$/.test(name))
  return pages.sort().map((name) => ({ path: join("man", name), place: join(dirname(name), `man${name.at(-1)}`, name.split("/").at(-1)) }))
}

const everythingBelow = (directory) => readdirSync(directory, { recursive: true }).map((name) => join(directory, name))
const filesBelow = (directory) => everythingBelow(directory).filter((path) => lstatSync(path).isFile())

function control({ version, maintainer, homepage }, architecture, kib) {
  const fields = {
    Package: "keyferry",
    Version: version,
    Architecture: architecture,
    Maintainer: maintainer,
    "Installed-Size": kib,
    Depends: DEPENDS,
    Suggests: "gnupg",
    Section: "utils",
    Priority: "optional",
    ...(homepage === null ? {} : { Homepage: homepage }),
    Description: DESCRIPTION,
  }
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("")
}
