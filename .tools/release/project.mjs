// What package.json and the last commit tell about a release.
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

/** Stands for the `author` of package.json while it has none. */
const MAINTAINER = "MAINTAINER <MAINTAINER@example.invalid>"
/** Stands for the directory that the files of release/ are published in, for the recipes. */
const RELEASES = "https://RELEASES.example.invalid"

/** `homepage` is null where there is none; `time` is in seconds: every file of a release has it, so that building again gives the same bytes. */
export function readProject() {
  const { version, author, homepage } = JSON.parse(readFileSync("package.json", "utf8"))
  return {
    version,
    maintainer: typeof author === "string" ? author : MAINTAINER,
    homepage: homepage ?? null,
    releases: process.env.KEYFERRY_RELEASES_URL ?? RELEASES,
    time: Number(process.env.SOURCE_DATE_EPOCH ?? execFileSync("git", ["log", "-1", "--format=%ct"], { encoding: "utf8" })),
  }
}
