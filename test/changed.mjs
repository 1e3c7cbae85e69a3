// Finds the test files that depend on some files of the repository, by what each file imports or names as a URL.
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"

/** A change of one of these may change any test. */
const ALL_DEPEND_ON = ["package.json", "package-lock.json", "tsconfig.json", ".tools/build.mjs", "test/run.mjs", "test/changed.mjs"]
/** The build bundles these; tests that start the built program depend on them. */
const BUILT_FROM = [
  "src/main.ts",
  "src/platform/workers/worker.ts",
  "src/platform/plugins/plugin-child.mjs",
  "src/platform/plugins/plugin-inside.mjs",
]
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]*)"/g
/** A path with a variable part counts up to there, as a directory. */
const URL_HERE = /\bnew URL\(\s*["`](\.[^"`$]*)[^)]*import\.meta\.url/g

/** Paths that differ from HEAD or are not yet added, relative to `root`. */
export function changedFiles(root) {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0")
  return [...git("diff", "--name-only", "-z", "HEAD"), ...git("ls-files", "--others", "--exclude-standard", "-z")].filter(
    (path) => path !== "",
  )
}

/**
 * @param paths Relative to `root`, as `changedFiles` returns them.
 * @param tests Paths of all test files, relative to `root`.
 * @returns Those of `tests` that are among the paths or depend on one.
 */
export function testsTouchedBy(paths, tests, root) {
  if (paths.some((path) => ALL_DEPEND_ON.includes(path))) return tests
  const isTouched = (named) => paths.some((path) => named === path || named === "" || (named.endsWith("/") && path.startsWith(named)))
  return paths.length === 0 ? [] : testsReaching(isTouched, tests, root)
}

/** The tests that are, or directly or indirectly name, a file or directory that `matches` accepts. */
export function testsReaching(matches, tests, root) {
  const known = new Map()
  return tests.filter((test) => reach(test, root, known).some(matches))
}

/** The file and all that it depends on, directly or not. */
function reach(start, root, known) {
  const reached = new Set([start])
  for (const file of reached) {
    if (!known.has(file)) known.set(file, namedIn(file, root))
    for (const named of known.get(file)) reached.add(named)
  }
  return [...reached]
}

/** Files and directories (ending in "/"; the root is "") that a source file names. */
function namedIn(file, root) {
  if (file.startsWith("dist/")) return BUILT_FROM
  if (!/\.(ts|mjs)$/.test(file) || !existsSync(join(root, file))) return []
  const text = readFileSync(join(root, file), "utf8")
  return [IMPORT, URL_HERE]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map(([, named]) => {
      const path = relative(root, join(root, dirname(file), named)).replaceAll(sep, "/")
      return path !== "" && named.endsWith("/") ? `${path}/` : path
    })
    .filter((path) => !path.startsWith(".."))
}
