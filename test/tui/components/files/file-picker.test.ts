import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../../src/base/display.ts"
import { pickerKeys } from "../../../../src/tui/components/files/file-picker-keys.ts"
import { DEFAULT_SETTINGS } from "../../../../src/settings/settings.ts"
import type { Settings } from "../../../../src/settings/settings.ts"
import type { FilePicker, PickerStep } from "../../../../src/tui/components/files/file-picker-state.ts"
import { pickerView } from "../../../../src/tui/components/files/file-picker-view.ts"
import { pickerTyping, startPicker, updatePicker } from "../../../../src/tui/components/files/file-picker.ts"
import type { Effect } from "../../../../src/tui/core/effects.ts"
import type { FilePreview, Msg } from "../../../../src/tui/core/messages.ts"
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
    assert.match(lines(picker).join("\n"), /^▌\[ \] code\.png/m)
  })
  it("opens a directory, and has the cursor on it after going up again", () => {
    const { picker, effects } = run(open, FILES, key("right"), listed(`${HOME}/Downloads`, entry("a.json")), key("backspace"), FILES)
    assert.deepEqual(listedPaths(effects), [HOME, `${HOME}/Downloads`, HOME])
    assert.match(lines(picker).join("\n"), /^▌\[ \] Downloads\//m)
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
    assert.match(run(open, FILES, keys("/"), typed("secret"), key("enter")).last.toast ?? "", /permission/)
    assert.match(run(open, FILES, keys("/"), typed("socket"), key("enter")).last.toast ?? "", /neither/)
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
      keys("j", "j", "space", "g", "j", "right"),
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
  it("is what is marked on Enter from any entry, while Right still opens a directory", () => {
    assert.deepEqual(
      run(open, FILES, keys("a", "enter")).last.chosen,
      ["aegis.json", "code.png", "notes.txt"].map((name) => `${HOME}/${name}`),
    )
    assert.deepEqual(run(open, FILES, keys("space", "g", "enter")).last.chosen, [`${HOME}/Downloads`])
    assert.equal(run(open, FILES, keys("enter")).last.chosen, undefined)
    assert.equal(run(open, FILES, keys("space", "k", "right")).last.chosen, undefined)
  })
  it("keeps its marks in another directory and while finding", () => {
    const { picker } = run(
      open,
      FILES,
      keys("j", "space", "left"),
      listed("/home", entry("alice", "directory")),
      key("/"),
      typed("ali"),
      key("escape"),
    )
    assert.deepEqual(picker.marks, [`${HOME}/aegis.json`])
    assert.match(lines(picker)[0]!, /^ \/home +1 marked/)
  })
  it("remembers its directory in the settings, unless it is there already", () => {
    const saved = (settings: Partial<Settings>) =>
      updatePicker(
        run(open, FILES, key("j")).picker,
        { type: "action", action: "choose-entry", key: key("enter") },
        testContext({ settings: { ...DEFAULT_SETTINGS, ...settings } }),
        SIZE,
      ).effects.filter(({ type }) => type === "save-settings")
    assert.deepEqual(saved({}), [{ type: "save-settings", patch: { lastDirectory: HOME } }])
    assert.deepEqual(saved({ lastDirectory: HOME }), [])
  })
  it("is cancelled by Esc, which clears a filter first", () => {
    const filtered = run(open, FILES, key("/"), typed("aegis"), key("tab"), key("escape"))
    assert.equal(filtered.last.left, undefined)
    assert.equal(filtered.picker.filter.value, "")
    assert.equal(run(open, FILES, key("escape")).last.left, true)
  })
})

describe("the file picker's filter", () => {
  it("chooses the best match on Enter, and marks the letters that are found", () => {
    const found = run(open, FILES, key("/"), typed("not"))
    assert.deepEqual(
      pickerView(found.picker, CONTEXT, SIZE)
        .rows.flat()
        .filter(({ role }) => role === "match")
        .map(({ text }) => text),
      ["not"],
    )
    assert.deepEqual(run(open, FILES, key("/"), typed("not"), key("enter")).last.chosen, [`${HOME}/notes.txt`])
  })
  it("keeps the cursor on its entry when it is cleared", () => {
    assert.match(lines(run(open, FILES, key("/"), typed("not"), key("escape")).picker).join("\n"), /^▌\[ \] notes\.txt/m)
  })
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
    assert.match(lines(picker).join("\n"), /notes\.txt.* -$/m)
  })
  it("are requested only for visible entries", () => {
    const many = listed(HOME, ...Array.from({ length: 200 }, (_, at) => entry(`f${at}`)))
    const [first] = probes(run(open, many).effects)
    assert.equal(first?.type === "probe-files" ? first.paths.length : 0, 18)
  })
  it("are not requested again after probing has failed", () => {
    const { picker, effects } = run(open, FILES, failed("probe-files", "io"), key("j"))
    assert.equal(probes(effects).length, 1)
    assert.equal(picker.probing.length, 0)
  })
})

const previewed = (name: string, preview: FilePreview): Msg => ({ type: "file-previewed", path: `${HOME}/${name}`, preview })
const READ: FilePreview = { state: "read", codes: null, accounts: 33, unread: 0, labels: ["GitHub: alice", "山田: 太郎"] }

describe("the preview of the chosen file", () => {
  const aegis: Msg = {
    type: "files-probed",
    files: [{ path: `${HOME}/aegis.json`, format: "aegis", sure: true, picture: false }],
  }
  const WIDE = { columns: 120, rows: 38 }
  const previews = (effects: readonly Effect[]) => effects.flatMap((effect) => (effect.type === "preview-file" ? [effect.path] : []))

  it("is requested for a file only, one at a time and once", () => {
    const { effects } = run(open, FILES, keys("j", "j", "j", "k", "k"))
    assert.deepEqual(previews(effects), [`${HOME}/aegis.json`])
    const answered = run(open, FILES, keys("j"), previewed("aegis.json", READ), keys("j"), previewed("code.png", READ), keys("k", "j"))
    assert.deepEqual(previews(answered.effects), [`${HOME}/aegis.json`, `${HOME}/code.png`])
  })
  it("is not requested where a file is to be written", () => {
    assert.deepEqual(previews(run({ mode: "save", name: "x" }, FILES, keys("up", "j", "j")).effects), [])
  })
  it("is two rows below the list: format and protection, size and age, and the number of accounts", () => {
    const { picker } = run(open, FILES, aegis, key("j"), previewed("aegis.json", READ))
    const context = testContext({ nowMs: new Date(2026, 10, 24).getTime() })
    assert.deepEqual(lines(picker, SIZE, context).slice(-2), [
      " Aegis, not protected · 1.2 KB, changed 22 Nov 14:36, 2 days ago",
      " 33 accounts",
    ])
  })
  it("says that a password is needed, and that the accounts are counted later", () => {
    const { picker } = run(open, FILES, aegis, key("j"), previewed("aegis.json", { state: "locked", codes: null }))
    assert.match(lines(picker).slice(-2).join("\n"), /Aegis, password needed.*\n The accounts are counted once it is open\./)
  })
  const insides: [preview: FilePreview, text: RegExp][] = [
    [{ state: "read", codes: null, accounts: 1, unread: 2, labels: [] }, /1 account, 2 records that cannot be read/],
    [{ state: "read", codes: 2, accounts: 5, unread: 0, labels: [] }, /2 QR codes, 5 accounts/],
    [{ state: "read", codes: 0, accounts: 0, unread: 0, labels: [] }, /No QR code was found/],
    [{ state: "guessed", accounts: 12 }, /As a table it would give 12 accounts/],
    [{ state: "unopened" }, /once it is chosen/],
    [{ state: "failed", codes: null, reason: { sentence: { en: "the file is empty", ja: "空です" }, detail: {} } }, /The file is empty\./],
  ]
  for (const [preview, expected] of insides)
    it(`says of a file that is ${preview.state}: ${expected.source}`, () => {
      assert.match(lines(run(open, FILES, key("j"), previewed("aegis.json", preview)).picker).at(-1)!, expected)
    })
  it("is beside the list in a wide window, with the names of the accounts", () => {
    const { picker } = run(open, FILES, aegis, key("j"), previewed("aegis.json", READ))
    const shown = lines(picker, WIDE)
    assert.ok(shown.every((line) => line.indexOf("│") === 76))
    const pane = shown.map((line) => line.slice(78)).join("\n")
    assert.match(pane, /^\naegis\.json\nAegis, not protected\n\n1\.2 KB, changed[^]*\n33 accounts\n\nGitHub: alice\n山田: 太郎/)
  })
  it("counts the marked files in the place of the hint", () => {
    assert.match(lines(run(open, FILES, keys("a")).picker).at(-1)!, /Enter goes on with the 3 marked/)
  })
})

describe("the file picker's places and order", () => {
  const found: Msg = {
    type: "places-found",
    places: [
      { kind: "home", path: HOME },
      { kind: "downloads", path: `${HOME}/Downloads` },
      { kind: "disk", path: "/media/alice/\u001b[31mUSB" },
    ],
  }
  it("are requested on b, and reached by a digit or Enter", () => {
    const { effects, picker } = run(open, FILES, key("b"), found)
    assert.ok(effects.some(({ type }) => type === "find-places"))
    assert.match(lines(picker).join("\n"), /▌ 1 {2}home directory +~[^]*2 {2}downloads +~\/Downloads[^]*3 {2}disk +\/media/)
    assert.doesNotMatch(lines(picker).join("\n"), /\u001b/)
    assert.deepEqual(listedPaths(run(open, FILES, key("b"), found, key("2")).effects), [HOME, `${HOME}/Downloads`])
    assert.deepEqual(listedPaths(run(open, FILES, key("b"), found, keys("down", "enter")).effects), [HOME, `${HOME}/Downloads`])
  })
  it("has the directory used last first, and goes back on Esc", () => {
    const context = testContext({ settings: { ...DEFAULT_SETTINGS, lastDirectory: "/srv/x" } })
    const { picker } = run(open, FILES, key("b"), found)
    assert.match(lines(picker, SIZE, context).join("\n"), /▌ 1 {2}last used +\/srv\/x/)
    const left = run(open, FILES, key("b"), key("escape"))
    assert.equal(left.last.left, undefined)
    assert.equal(left.picker.focus, "list")
  })
  it("is by date after s, with the cursor on the same entry", () => {
    const dated = listed(HOME, entry("a.json", "file", { modifiedMs: 1 }), entry("b.json", "file", { modifiedMs: 2 }))
    const { picker } = run(open, dated, key("s"))
    assert.match(lines(picker).join("\n"), /newest first[^]*b\.json[^]*▌\[ \] a\.json/)
  })
  it("leads to the directory above by the first row, which cannot be marked", () => {
    const { effects, picker } = run(open, FILES, keys("g", "space", "enter"))
    assert.deepEqual(picker.marks, [])
    assert.deepEqual(listedPaths(effects), [HOME, "/home"])
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
        const files = shown.filter((line) => /^.\[ \] .*1\.2 KB/.test(line))
        assert.equal(files.length, 4)
        assert.deepEqual(new Set(files.map((line) => cellWidth(line.slice(0, line.indexOf("1.2 KB"))))).size, 1)
        assert.ok(!shown.join("").includes("\u001b") && !shown.join("").includes("\u202e"))
      })
    }
  }
  it("takes a click on an entry from the list, the filter and the line below", () => {
    const second: Msg = { type: "clicked", x: 9, y: 2, item: 2 }
    for (const before of [[], keys("/"), keys("tab")])
      assert.match(lines(run(open, FILES, before, second).picker).find((line) => line.startsWith("▌")) ?? "", /aegis\.json/)
    assert.equal(run(open, FILES, keys("tab"), second).picker.focus, "list")
  })
})
