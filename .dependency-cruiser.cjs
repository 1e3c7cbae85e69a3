// What each room of src/ may import, besides itself, base and accounts.
const may = {
  base: [],
  accounts: [],
  age: [],
  qr: ["age"],
  transfer: ["age"],
  formats: ["transfer", "qr", "age", "vault/codec.ts"],
  vault: ["age"],
  // protocol and port: types that describe what the page of a browser sends and shows. The server reaches cli and tui as an argument.
  receive: ["sockets"],
  // Sockets that only their owner can connect to.
  sockets: [],
  // The process that keeps a vault unlocked. Its client reaches cli and tui as an argument.
  agent: ["sockets", "vault", "age"],
  migrate: ["formats", "transfer", "qr", "age", "vault", "receive/protocol.ts", "receive/port.ts"],
  settings: [],
  // A user's own formats: what they say is checked here, before anybody else believes it. Their code runs in a process that platform starts.
  plugins: ["formats"],
  cli: [
    "migrate",
    "formats",
    "plugins",
    "transfer",
    "qr",
    "age",
    "vault",
    "settings",
    "receive/protocol.ts",
    "receive/port.ts",
    "agent/port.ts",
    "agent/forwarding/question-text.ts",
  ],
  platform: [
    "agent/texts.ts",
    "agent/protocol.ts",
    "agent/forwarding/questions.ts",
    "agent/forwarding/question-text.ts",
    "settings",
    "qr",
    "formats",
    "plugins",
    "vault",
    "age",
  ],
}
const shared = (name, allowed) => (name === "base" ? ["base"] : [name, "base", "accounts", ...allowed])
const room = (name, allowed) => ({
  name: `${name}-doors`,
  severity: "error",
  comment: `src/${name} may import: ${shared(name, allowed).join(", ")}`,
  from: { path: `^src/${name}/` },
  to: { path: "^src/", pathNot: shared(name, allowed).map((a) => (a.endsWith(".ts") ? `^src/${a}$` : `^src/${a}/`)) },
})
// What each room of src/tui/ may import of the others.
const mayInTui = {
  core: [],
  theme: ["core"],
  components: ["theme", "core"],
  screens: ["components", "theme", "core"],
  shell: ["screens", "components", "theme", "core"],
  terminal: ["theme", "core"],
  runtime: ["terminal", "components", "theme", "core"],
}
const tuiRoom = (name, allowed) => ({
  name: `tui-${name}-doors`,
  severity: "error",
  comment: `src/tui/${name} may import of tui: ${[name, ...allowed].join(", ")}`,
  from: { path: `^src/tui/${name}/` },
  to: { path: "^src/tui/", pathNot: [name, ...allowed].map((a) => `^src/tui/${a}/`) },
})
module.exports = {
  forbidden: [
    ...Object.entries(may).map(([name, allowed]) => room(name, allowed)),
    {
      name: "page-doors",
      severity: "error",
      comment: "it runs in a browser, which has nothing of the program",
      from: { path: "^src/receive/page/" },
      to: { pathNot: "^src/receive/(page/|protocol\\.ts$)|node_modules/zxing-wasm/" },
    },
    {
      name: "page-is-not-imported",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/receive/page/" },
      to: { path: "^src/receive/page/" },
    },
    {
      name: "page-core-has-no-dom",
      severity: "error",
      from: { path: "^src/receive/page/core/" },
      to: { pathNot: "^src/receive/(page/core/|protocol\\.ts$)" },
    },
    {
      name: "handler-not-to-handler",
      severity: "error",
      comment: "share through formats/records, crypto, containers, keepass or guess",
      from: { path: "^src/formats/apps/([^/]+)" },
      to: { path: "^src/formats/apps/", pathNot: "^src/formats/apps/$1" },
    },
    {
      name: "handlers-only-via-registry",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/formats/(registry|apps/)" },
      to: { path: "^src/formats/apps/" },
    },
    {
      name: "registry-by-main-alone",
      severity: "error",
      comment: "take a registry as an argument: the user's plugins are in it too",
      from: { path: "^src/", pathNot: "^src/main(\\.ts$|/)" },
      to: { path: "^src/formats/registry\\.ts$" },
    },
    {
      name: "pure-has-no-io",
      severity: "error",
      comment: "time, randomness, files and terminal come in as arguments",
      from: { path: "^src/(base|accounts|age|qr|transfer|formats|plugins|vault|migrate|tui/core|tui/components|tui/screens|tui/shell)/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(util|buffer|zlib|crypto|path|module)$" },
    },
    {
      name: "blessed-in-one-room",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/tui/terminal/" },
      to: { path: "(^|node_modules/)blessed" },
    },
    {
      name: "age-in-one-room",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/age/" },
      to: { path: "node_modules/age-encryption" },
    },
    ...Object.entries(mayInTui).map(([name, allowed]) => tuiRoom(name, allowed)),
    {
      name: "screens-of-one-flow",
      severity: "error",
      comment: "what several flows share is a component; a screen opens another by its route",
      from: { path: "^src/tui/screens/([^/]+)/" },
      to: { path: "^src/tui/screens/", pathNot: "^src/tui/screens/$1/" },
    },
    {
      name: "screens-are-pure",
      severity: "error",
      comment: "screens see neither blessed, vault, nor platform",
      from: { path: "^src/tui/(core|components|screens|shell)/" },
      to: { path: "^src/(vault|platform|cli|settings|tui/terminal|tui/runtime)/", pathNot: "^src/settings/settings\\.ts$" },
    },
    {
      name: "tui-not-to-cli-or-platform",
      severity: "error",
      from: { path: "^src/tui/" },
      to: { path: "^src/(cli|platform)/" },
    },
    {
      name: "platform-by-main-alone",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(main\\.ts$|main/|platform/)" },
      to: { path: "^src/platform/" },
    },
    {
      name: "terminal-and-runtime-by-main-alone",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(main\\.ts$|main/|tui/(terminal|runtime)/)" },
      to: { path: "^src/tui/(terminal|runtime)/" },
    },
    {
      name: "main-is-not-imported",
      severity: "error",
      comment: "main assembles the other rooms; what it makes goes to them as an argument",
      from: { path: "^src/", pathNot: "^src/(main\\.ts$|main/)" },
      to: { path: "^src/main(\\.ts$|/)" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: "(main|worker)\\.ts$|plugin-(child|inside)\\.mjs$|\\.d\\.ts$" },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js"], conditionNames: ["import", "node"], exportsFields: ["exports"] },
  },
}
