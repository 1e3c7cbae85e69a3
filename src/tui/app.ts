import type { AppState, ScreenTable } from "./core/app-state.ts"
import type { Program } from "./core/program.ts"
import { makeProgram } from "./core/shell.ts"
import { accountEditScreen } from "./screens/account-edit.ts"
import { accountsScreen } from "./screens/accounts.ts"
import { backupScreen } from "./screens/backup.ts"
import { checkListStartScreen } from "./screens/check-list-start.ts"
import { checkListScreen } from "./screens/check-list.ts"
import { exportFormatScreen } from "./screens/export-format.ts"
import { exportProtectScreen } from "./screens/export-protect.ts"
import { exportQrTargetScreen } from "./screens/export-qr-target.ts"
import { exportSelectScreen } from "./screens/export-select.ts"
import { exportStoreScreen } from "./screens/export-store.ts"
import { firstRunScreen } from "./screens/first-run.ts"
import { guidesScreen } from "./screens/guides.ts"
import { importFilesScreen } from "./screens/import-files.ts"
import { importPasteScreen } from "./screens/import-paste.ts"
import { importRunScreen } from "./screens/import-run.ts"
import { importSourceScreen } from "./screens/import-source.ts"
import { migrateScreen } from "./screens/migrate.ts"
import { passphraseChangeScreen } from "./screens/passphrase-change.ts"
import { qrPagesScreen } from "./screens/qr-pages.ts"
import { restoreScreen } from "./screens/restore.ts"
import { settingsScreen } from "./screens/settings.ts"
import { trashScreen } from "./screens/trash.ts"
import { unlockScreen } from "./screens/unlock.ts"

/** The screen of every route; leaving one out is a compile error. */
export const SCREENS: ScreenTable = {
  "first-run": firstRunScreen,
  unlock: unlockScreen,
  accounts: accountsScreen,
  "account-edit": accountEditScreen,
  settings: settingsScreen,
  trash: trashScreen,
  "passphrase-change": passphraseChangeScreen,
  migrate: migrateScreen,
  "export-select": exportSelectScreen,
  "export-qr-target": exportQrTargetScreen,
  "qr-pages": qrPagesScreen,
  "export-format": exportFormatScreen,
  "export-protect": exportProtectScreen,
  "export-store": exportStoreScreen,
  "import-source": importSourceScreen,
  "import-files": importFilesScreen,
  "import-paste": importPasteScreen,
  guides: guidesScreen,
  "import-run": importRunScreen,
  "check-list": checkListScreen,
  "check-list-start": checkListStartScreen,
  backup: backupScreen,
  restore: restoreScreen,
}

/** The full-screen program. */
export const app: Program<AppState> = makeProgram(SCREENS)
