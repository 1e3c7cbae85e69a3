import tseslint from "typescript-eslint"

const pureRooms = [
  "src/{base,accounts,formats,plugins,transfer,qr,vault,age,migrate}/**/*.ts",
  "src/tui/{core,components,screens,shell}/**/*.ts",
]

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "eslint.config.js", ".dependency-cruiser.cjs", "samples/plugins/", "samples/opvault/*.js"] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true, varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "no-console": "error",
    },
  },
  {
    // It runs in a browser.
    files: ["src/receive/page/**/*.ts"],
    languageOptions: { parserOptions: { project: "./src/receive/page/tsconfig.json" } },
    rules: {
      "no-restricted-globals": ["error", "localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore"],
      "no-restricted-properties": ["error", { object: "document", property: "cookie" }, { object: "navigator", property: "serviceWorker" }],
    },
  },
  {
    // Time, randomness, bytes and sizes come into the pure rooms as arguments.
    files: pureRooms,
    rules: {
      "no-restricted-globals": ["error", "process", "setTimeout", "setInterval"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "take the time as an argument" },
        { object: "Math", property: "random", message: "take a Random as an argument" },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            { name: "node:crypto", importNames: ["randomBytes", "randomUUID", "randomInt"], message: "take a Random as an argument" },
          ],
        },
      ],
    },
  },
  {
    files: ["**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off", "no-console": "off" },
  },
  {
    files: ["test/**/*.ts", "samples/**/*.ts", "man/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: ["describe", "it", "test", "before", "after"], package: "node:test" }] },
      ],
      "@typescript-eslint/explicit-module-boundary-types": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-console": "off",
    },
  },
)
