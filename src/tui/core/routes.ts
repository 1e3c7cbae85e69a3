import type { PastedBytes } from "./effects.ts"
import type { Draft } from "../../accounts/account.ts"
import type { QrTarget } from "../../migrate/qr/qr-losses.ts"

/** Every screen that can be opened, with what it starts from. `shell/app.ts` maps each to its screen. */
export type Route =
  | { readonly to: "first-run" }
  | { readonly to: "unlock"; readonly agent?: true } // agent: opens the vault through it at once
  | { readonly to: "recover" } // unlocks with the recovery key
  | { readonly to: "accounts"; readonly chosen?: string } // chosen: the id of the account to stand on
  | { readonly to: "account-edit"; readonly id: string | null; readonly draft: Draft | null } // id null: add
  | { readonly to: "settings"; readonly focus?: string } // focus: the setting to stand on
  | { readonly to: "change-keys" }
  | { readonly to: "auto-backup" }
  | { readonly to: "recovery-key"; readonly offer?: true } // make, replace, remove it; offer: of a new vault
  | { readonly to: "trash" }
  | { readonly to: "history" } // the kept versions of the vault
  | { readonly to: "check" } // what is wrong with the vault and its surroundings
  | { readonly to: "merge-copies" } // copies of the vault that were changed elsewhere
  | { readonly to: "passphrase-change" }
  | { readonly to: "migrate"; readonly marked?: readonly string[] } // marked: ids that an export starts with
  | { readonly to: "export-select"; readonly kind: "qr" | "file"; readonly marked?: readonly string[] } // marked: ids ticked at first; else all
  | { readonly to: "export-qr-target"; readonly ids: readonly string[] }
  /** `moving`: the accounts move to a device, even if it is a single one. `paper`: saves a sheet instead. */
  | { readonly to: "qr-pages"; readonly target: QrTarget; readonly ids: readonly string[]; readonly moving?: true; readonly paper?: true }
  | { readonly to: "export-format"; readonly ids: readonly string[]; readonly find?: string } // find: what the list is searched for
  | { readonly to: "export-protect"; readonly format: string; readonly ids: readonly string[] }
  | { readonly to: "export-store"; readonly format: string; readonly ids: readonly string[] } // into a directory, for OpenPGP keys
  | { readonly to: "import-source" }
  | { readonly to: "import-receive" } // with the camera of the machine that the user sits at
  | { readonly to: "import-files"; readonly pictures: boolean }
  | { readonly to: "import-paste" }
  | { readonly to: "receipts" } // of earlier exports and imports
  /** How accounts leave each app and get into it. `find`: the app. `into`: shows at once the steps into it. */
  | { readonly to: "guides"; readonly find?: string; readonly into?: true }
  /** Unlock, plan, result. `received`: of what came from the page for a browser; then there are neither paths nor text. */
  | {
      readonly to: "import-run"
      readonly paths: readonly string[] | null
      readonly text: string | null
      readonly pasted?: PastedBytes
      readonly restoring?: boolean
      readonly received?: true
    }
  /** Type what another device shows, account by account. `where`: `phone`, `google`, `keyferry` or a format's id. */
  | { readonly to: "check-list"; readonly ids: readonly string[]; readonly where: string }
  | { readonly to: "check-list-start" } // with which device
  | { readonly to: "backup" }
  | { readonly to: "restore" } // picks a backup, then import-run; on first run a vault is made before

/** The route to one place. */
export type RouteOf<To extends Route["to"]> = Extract<Route, { readonly to: To }>
