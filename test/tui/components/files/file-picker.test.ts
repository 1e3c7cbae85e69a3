import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../../src/base/display.ts"
import { pickerKeys } from "../../../../src/tui/components/files/file-picker-keys.ts"
import type { FilePicker, PickerStep } from "../../../../src/tui/components/files/file-picker-state.ts"
import { pickerView } from "../../../../src/tui/components/files/file-picker-view.ts"
import { pickerTyping, startPicker, updatePicker } from "../../../../src/tui/components/files/file-picker.ts"
import type { Effect } from "../../../../src/tui/core/effects.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { key, keys, plain, pressed, testContext, typed } from "../../play.ts"
import { entry, failed, listed } from "../../screens/migrate-support.ts"

const SIZE = { columns: 80, rows: 22 }
const CONTEXT = testContext()
const HOME = "/home/alice"
const FILES = listed(
  HOME,
  entry("notes.txt"),
  entry("aegis.json"),
  entry("code.png"),
  entry(".hidden"),
  entry("Downloads", "directory"),
  entry("socket", "other"),
  entry("secret.bin", "file", { readable: false }),
)

interface Run {
  readonly picker: FilePicker
  readonly last: PickerStep
  readonly effects: readonly Effect[]
}

function run(start: Parameters<typeof startPicker>[1], ...msgs: readonly (Msg | readonly Msg[])[]): Run {
  let last = startPicker(CONTEXT, start)
  const effects = [...last.effects]
  for (const msg of msgs.flat()) {
    last = updatePicker(last.picker, msg.type === "key" ? pressed(pickerKeys(last.picker), msg)! : msg, CONTEXT, SIZE)
    effects.push(...last.effects)
  }
  return { picker: last.picker, last, effects }
}

const lines = (picker: FilePicker, size = SIZE, context = CONTEXT): string[] => plain(pickerView(picker, context, size).rows)
const listedPaths = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.type === "list-directory" ? [effect.path] : []))
const open = { mode: "open", several: true } as const

describe("the file picker's list", () => {
  it("requests its first directory, and shows directories first and no hidden files", () => {
    const { picker, effects } = run(open, FILES)
    assert.deepEqual(listedPaths(effects), [HOME])
    const shown = lines(picker).slice(1, 7).join("\n")
    assert.match(shown, /Downloads\/[^]*aegis\.json[^]*code\.png[^]*notes\.txt/)
    assert.doesNotMatch(shown, /\.hidden/)
  })
  it("puts pictures first where pictures are wanted", () => {
    const { picker } = run({ mode: "open", pictures: true }, FILES)
    assert.match(lines(picker).join("\n"), /code\.png[^]*aegis\.json/)
  })
  it("shows hidden files on the dot, and keeps the cursor on its entry", () => {
    const { picker } = run(open, FILES, keys("j", "j", "."))
    assert.match(lines(picker).join("\n"), /\.hidden/)
    assert.match(lines(picker).join("\n"), /^▌ .*code\.png/m)
  })
  it("opens a directory, and has the cursor on it after going up again", () => {
    const { picker, effects } = run(open, FILES, key("right"), listed(`${HOME}/Downloads`, entry("a.json")), key("backspace"), FILES)
    assert.deepEqual(listedPaths(effects), [HOME, `${HOME}/Downloads`, HOME])
    assert.match(lines(picker).join("\n"), /^▌ .*Downloads\//m)
  })
  it("goes to the home directory on the tilde", () => {
    assert.deepEqual(listedPaths(run(open, listed(HOME), key("left"), listed("/home"), key("~")).effects), [HOME, "/home", HOME])
  })
  it("keeps its directory where another cannot be read, and shows the reason", () => {
    const { picker } = run(open, FILES, key("enter"), failed("list-directory", "io", "permission denied"))
    assert.equal(picker.directory, HOME)
    assert.match(lines(picker).join("\n"), /permission denied/)
  })
  it("ignores a listing that is not pending", () => {
    const { picker } = run(open, FILES, key("enter"), key("left"), listed(`${HOME}/Downloads`, entry("late.json")))
    assert.doesNotMatch(lines(picker).join("\n"), /late\.json/)
  })
  it("reports an unreadable file and an entry that is no file", () => {
    assert.match(run(open, FILES, keys("/"), typed("secret"), key("enter"), key("enter")).last.toast ?? "", /permission/)
    assert.match(run(open, FILES, keys("/"), typed("socket"), key("enter"), key("enter")).last.toast ?? "", /neither/)
  })
})

describe("the file picker's choice", () => {
  it("is the file under the cursor", () => {
    assert.deepEqual(run(open, FILES, keys("j", "enter")).last.chosen, [`${HOME}/aegis.json`])
  })
  it("is the marked files of several directories, in the order of marking", () => {
    const { last } = run(
      open,
      FILES,
      keys("j", "j", "space", "g", "enter"),
      listed(`${HOME}/Downloads`, entry("b.png")),
      keys("space", "enter"),
    )
    assert.deepEqual(last.chosen, [`${HOME}/code.png`, `${HOME}/Downloads/b.png`])
  })
  it("has no marks where only one file is wanted", () => {
    const one = run({ mode: "open" }, FILES, keys("j", "space", "a"))
    assert.deepEqual(one.picker.marks, [])
    assert.doesNotMatch(lines(one.picker).join("\n"), /\[ \]|Space/)
  })
  const marking: [name: string, pressedKeys: readonly string[], marked: readonly string[]][] = [
    ["a marks all files that can be read", ["a"], ["aegis.json", "code.png", "notes.txt"]],
    ["x removes all marks", ["a", "x"], []],
    ["i inverts the marks", ["j", "space", "i"], ["code.png", "notes.txt"]],
  ]
  for (const [name, pressedKeys, marked] of marking) {
    it(`can be marked at once: ${name}`, () => {
      assert.deepEqual(
        run(open, FILES, keys(...pressedKeys)).picker.marks,
        marked.map((file) => `${HOME}/${file}`),
      )
    })
  }
  it("is only pictures on a where pictures are wanted, by name or content, and other files are dimmed", () => {
    const probed: Msg = { type: "files-probed", files: [{ path: `${HOME}/notes.txt`, format: "qr-image", sure: true, picture: true }] }
    const { picker } = run({ ...open, pictures: true }, FILES, probed, key("a"))
    assert.deepEqual(picker.marks, [`${HOME}/code.png`, `${HOME}/notes.txt`])
    const row = pickerView(picker, CONTEXT, SIZE).rows.find((spans) => spans.some(({ text }) => text.includes("aegis.json")))
    assert.equal(row?.find(({ text }) => text.includes("aegis.json"))?.role, "muted")
  })
  it("starts in the home directory for a file to write, regardless of the working directory", () => {
    const elsewhere = testContext({ startDirectory: "/srv/source" })
    assert.equal(startPicker(elsewhere, { mode: "save", name: "x" }).picker.directory, HOME)
    assert.equal(startPicker(elsewhere, { mode: "directory" }).picker.directory, HOME)
    assert.equal(startPicker(elsewhere, open).picker.directory, "/srv/source")
  })
  it("loses a mark on a second Space", () => {
    assert.deepEqual(run(open, FILES, keys("space", "k", "space")).picker.marks, [])
  })
  it("is a whole directory on Enter where it is marked, while Enter opens an unmarked one", () => {
    const marked = run(open, FILES, keys("space", "k"))
    assert.deepEqual(marked.picker.marks, ["/home/alice/Downloads"])
    assert.deepEqual(run(open, FILES, keys("space", "k", "enter")).last.chosen, ["/home/alice/Downloads"])
    assert.equal(run(open, FILES, keys("enter")).last.chosen, undefined)
    assert.equal(run(open, FILES, keys("space", "k", "right")).last.chosen, undefined)
  })
  it("is cancelled by Esc, which clears a filter first", () => {
    const filtered = run(open, FILES, key("/"), typed("aegis"), key("enter"), key("escape"))
    assert.equal(filtered.last.left, undefined)
    assert.equal(filtered.picker.filter.value, "")
    assert.equal(run(open, FILES, key("escape")).last.left, true)
  })
})

describe("the file picker's filter", () => {
  it("takes letters as text, and narrows the list with every letter", () => {
    const { picker } = run(open, FILES, key("/"), typed("jq"))
    assert.ok(pickerTyping(picker))
    assert.match(lines(picker).join("\n"), /no name matches/)
    assert.match(lines(run(open, FILES, key("/"), typed("son")).picker).join("\n"), /aegis\.json/)
  })
})

describe("the formats of the visible files", () => {
  const probes = (effects: readonly Effect[]) => effects.filter((effect) => effect.type === "probe-files")
  it("are requested once, and only for readable files", () => {
    const answer: Msg = {
      type: "files-probed",
      files: ["notes.txt", "aegis.json", "code.png"].map((name) => ({
        path: `${HOME}/${name}`,
        format: name === "aegis.json" ? "aegis" : null,
        sure: true,
        picture: false,
      })),
    }
    const { picker, effects } = run(open, FILES, keys("j", "j"), answer, keys("k", "k"))
    assert.equal(probes(effects).length, 1)
    assert.deepEqual(probes(effects)[0], {
      type: "probe-files",
      paths: ["aegis.json", "code.png", "notes.txt"].map((name) => `${HOME}/${name}`),
    })
    assert.match(lines(picker).join("\n"), /aegis\.json.*Aegis/)
    assert.match(lines(picker).join("\n"), /notes\.txt.*not recognised/)
  })
  it("are requested only for visible entries", () => {
    const many = listed(HOME, ...Array.from({ length: 200 }, (_, at) => entry(`f${at}`)))
    const [first] = probes(run(open, many).effects)
    assert.equal(first?.type === "probe-files" ? first.paths.length : 0, 19)
  })
  it("are not requested again after probing has failed", () => {
    const { picker, effects } = run(open, FILES, failed("probe-files", "io"), key("j"))
    assert.equal(probes(effects).length, 1)
    assert.equal(picker.probing.length, 0)
  })
})

describe("the file picker's path line", () => {
  it("completes a name on Tab in the typed directory", () => {
    const { picker, effects } = run(open, FILES, key("tab"), typed("Dow"), key("tab"), FILES)
    assert.deepEqual(listedPaths(effects), [HOME, HOME])
    assert.equal(picker.line.editor.value, "~/Downloads/")
  })
  it("shows the candidates of a completion", () => {
    const { picker } = run(open, FILES, key("tab"), key("tab"), FILES)
    assert.match(lines(picker).at(-2) ?? "", /Downloads\/ {2}aegis\.json/)
  })
  it("does not complete a text that has changed since Tab", () => {
    assert.equal(run(open, FILES, key("tab"), typed("D"), key("tab"), typed("x"), FILES).picker.line.editor.value, "~/Dx")
  })
  it("opens a typed directory, with or without a slash at the end", () => {
    for (const name of ["Downloads", "Downloads/"]) {
      const parentListing = name.endsWith("/") ? [] : [FILES]
      const { picker } = run(
        open,
        FILES,
        key("tab"),
        typed(name),
        key("enter"),
        ...parentListing,
        listed(`${HOME}/Downloads`, entry("a.json")),
      )
      assert.equal(picker.directory, `${HOME}/Downloads`)
      assert.equal(picker.focus, "list")
    }
  })
  it("chooses a typed file", () => {
    assert.deepEqual(run(open, FILES, key("tab"), typed("aegis.json"), key("enter"), FILES).last.chosen, [`${HOME}/aegis.json`])
  })
  it("reports a path that does not exist, and keeps the focus", () => {
    const { last } = run(open, FILES, key("tab"), typed("nope"), key("enter"), FILES)
    assert.match(last.toast ?? "", /nothing at this path/)
    assert.equal(last.picker.focus, "line")
  })
  it("returns to the list on Esc", () => {
    const { last } = run(open, FILES, key("tab"), key("escape"))
    assert.equal(last.left, undefined)
    assert.equal(last.picker.focus, "list")
  })
})

describe("saving with the file picker", () => {
  const save = { mode: "save", name: "keyferry.json" } as const
  it("starts on the path line with a name, and Enter saves under it", () => {
    const { last } = run(save, FILES, key("enter"), FILES)
    assert.deepEqual(last.chosen, [`${HOME}/keyferry.json`])
  })
  it("keeps the name in another directory", () => {
    const { last, picker } = run(
      save,
      FILES,
      keys("up", "enter"),
      listed(`${HOME}/Downloads`),
      keys("tab", "enter"),
      listed(`${HOME}/Downloads`),
    )
    assert.equal(picker.line.editor.value, "~/Downloads/keyferry.json")
    assert.deepEqual(last.chosen, [`${HOME}/Downloads/keyferry.json`])
  })
  it("copies a file's name from the list to the path line", () => {
    assert.equal(run(save, FILES, keys("up", "j", "enter")).picker.line.editor.value, "~/aegis.json")
  })
  it("opens a typed directory and keeps the name", () => {
    const { picker } = run(save, FILES, key("C-u"), typed("/tmp/"), key("enter"), listed("/tmp"))
    assert.equal(picker.line.editor.value, "/tmp/keyferry.json")
    assert.equal(picker.focus, "line")
  })
  it("reports a typed directory that does not exist", () => {
    const { picker } = run(
      save,
      FILES,
      key("C-u"),
      typed("/nowhere/x.json"),
      key("enter"),
      failed("list-directory", "io", "no such directory"),
    )
    assert.match(lines(picker).join("\n"), /no such directory/)
  })
  it("is cancelled by Esc", () => {
    assert.equal(run(save, FILES, key("escape")).last.left, true)
  })
  it("chooses a directory where only a directory is wanted", () => {
    const { last } = run({ mode: "directory" }, FILES, typed("qr"), key("enter"))
    assert.deepEqual(last.chosen, [`${HOME}/qr`])
  })
})

describe("the file picker's columns", () => {
  const oddNames = listed(
    HOME,
    entry("スクリーンショット 2026-11-22 とても長い名前のファイル.png"),
    entry("\u001b[31mred\u202e.json"),
    entry("絵文字🔑👨‍👩‍👧.png"),
    entry("plain.png"),
  )
  for (const columns of [40, 60, 80, 120]) {
    for (const lang of ["en", "ja"] as const) {
      it(`stay aligned at ${columns} columns (${lang})`, () => {
        const size = { columns, rows: 14 }
        const { picker } = run(open, oddNames)
        const shown = lines(picker, size, testContext({ lang }))
        assert.equal(shown.length, 14)
        for (const line of shown) assert.ok(cellWidth(line) <= columns, line)
        const files = shown.filter((line) => line.includes("KB"))
        assert.equal(files.length, 4)
        assert.deepEqual(new Set(files.map((line) => cellWidth(line.slice(0, line.indexOf("1.2 KB"))))).size, 1)
        assert.ok(!shown.join("").includes("\u001b") && !shown.join("").includes("\u202e"))
      })
    }
  }
})
