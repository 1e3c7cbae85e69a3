import { afterPassphrase } from "../components/forms/after-passphrase.ts"
import type { Program } from "../core/program.ts"
import { accountEditScreen } from "../screens/accounts/account-edit.ts"
import { accountsScreen } from "../screens/accounts/accounts.ts"
import { trashScreen } from "../screens/accounts/trash.ts"
import { checkScreen } from "../screens/check/check.ts"
import { checkListStartScreen } from "../screens/check-list/check-list-start.ts"
import { checkListScreen } from "../screens/check-list/check-list.ts"
import { backupScreen } from "../screens/export/backup.ts"
import { exportFormatScreen } from "../screens/export/export-format.ts"
import { exportProtectScreen } from "../screens/export/export-protect.ts"
import { exportSelectScreen } from "../screens/export/export-select.ts"
import { exportStoreScreen } from "../screens/export/export-store.ts"
import { historyScreen } from "../screens/history/history.ts"
import { mergeCopiesScreen } from "../screens/history/merge-copies.ts"
import { importFilesScreen } from "../screens/import/import-files.ts"
import { importPasteScreen } from "../screens/import/import-paste.ts"
import { importReceiveScreen } from "../screens/import/import-receive.ts"
import { importRunScreen } from "../screens/import/import-run.ts"
import { importSourceScreen } from "../screens/import/import-source.ts"
import { restoreScreen } from "../screens/import/restore.ts"
import { guidesScreen } from "../screens/migrate/guides.ts"
import { migrateScreen } from "../screens/migrate/migrate.ts"
import { receiptsScreen } from "../screens/migrate/receipts.ts"
import { qrPagesScreen } from "../screens/qr-pages/qr-pages.ts"
import { exportQrTargetScreen } from "../screens/qr-pages/qr-target.ts"
import { autoBackupScreen } from "../screens/settings/auto-backup.ts"
import { changeKeysScreen } from "../screens/settings/change-keys.ts"
import { recoveryKeyScreen } from "../screens/settings/recovery-key.ts"
import { settingsScreen } from "../screens/settings/settings.ts"
import { firstRunScreen } from "../screens/vault/first-run.ts"
import { passphraseChangeScreen } from "../screens/vault/passphrase-change.ts"
import { recoverScreen } from "../screens/vault/recover.ts"
import { unlockScreen } from "../screens/vault/unlock.ts"
import type { AppState, ScreenTable } from "./app-state.ts"
import { placeCommands } from "./commands/places.ts"
import { KEY_TABLES } from "./key-tables.ts"
import { makeProgram } from "./shell.ts"

/** The screen of every route; leaving one out is a compile error. */
export const SCREENS: ScreenTable = {
  "first-run": firstRunScreen,
  unlock: unlockScreen,
  recover: recoverScreen,
  accounts: accountsScreen,
  "account-edit": accountEditScreen,
  settings: settingsScreen,
  "change-keys": changeKeysScreen(KEY_TABLES),
  "auto-backup": autoBackupScreen,
  "recovery-key": recoveryKeyScreen,
  trash: trashScreen,
  history: historyScreen,
  check: checkScreen,
  "merge-copies": mergeCopiesScreen,
  "passphrase-change": passphraseChangeScreen,
  migrate: migrateScreen,
  "export-select": exportSelectScreen,
  "export-qr-target": exportQrTargetScreen,
  "qr-pages": qrPagesScreen,
  "export-format": exportFormatScreen,
  "export-protect": afterPassphrase(exportProtectScreen),
  "export-store": afterPassphrase(exportStoreScreen),
  "import-source": importSourceScreen,
  "import-receive": importReceiveScreen,
  "import-files": importFilesScreen,
  "import-paste": importPasteScreen,
  guides: guidesScreen,
  receipts: receiptsScreen,
  "import-run": importRunScreen,
  "check-list": checkListScreen,
  "check-list-start": checkListStartScreen,
  backup: afterPassphrase(backupScreen),
  restore: restoreScreen,
}

/** The full-screen program. */
export const app: Program<AppState> = makeProgram({ screens: SCREENS, commands: placeCommands, keyTables: KEY_TABLES })
