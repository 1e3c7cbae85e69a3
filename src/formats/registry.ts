import { onePasswordLegacy } from "./apps/1password-legacy.ts"
import { onePassword } from "./apps/1password.ts"
import { twoFas } from "./apps/2fas.ts"
import { twoFast } from "./apps/2fast.ts"
import { twoFauth } from "./apps/2fauth.ts"
import { aegis } from "./apps/aegis/aegis.ts"
import { andotp } from "./apps/andotp.ts"
import { applePasswords } from "./apps/apple-passwords.ts"
import { authenticatorExtension } from "./apps/authenticator-extension/authenticator-extension.ts"
import { authenticatorPlus } from "./apps/authenticator-plus.ts"
import { authy } from "./apps/authy.ts"
import { battlenet } from "./apps/battlenet.ts"
import { bitwardenAuthenticator } from "./apps/bitwarden-authenticator.ts"
import { bitwarden } from "./apps/bitwarden.ts"
import { buttercup } from "./apps/buttercup/buttercup.ts"
import { cotp } from "./apps/cotp/cotp.ts"
import { dashlane } from "./apps/dashlane.ts"
import { cxf } from "./apps/cxf.ts"
import { duo } from "./apps/duo.ts"
import { enpass } from "./apps/enpass.ts"
import { ente } from "./apps/ente/ente.ts"
import { extractOtpSecrets } from "./apps/extract-otp-secrets.ts"
import { freeotpPlus } from "./apps/freeotp-plus.ts"
import { freeotp } from "./apps/freeotp/freeotp.ts"
import { genericCsv } from "./apps/generic-csv/generic-csv.ts"
import { genericJson } from "./apps/generic-json/generic-json.ts"
import { googleAuthenticator } from "./apps/google-authenticator.ts"
import { googleMigration } from "./apps/google-migration.ts"
import { kdbx } from "./apps/kdbx/kdbx.ts"
import { keepass } from "./apps/keepass.ts"
import { keeper } from "./apps/keeper.ts"
import { keyferryBackup } from "./apps/keyferry-backup.ts"
import { keyferryJson } from "./apps/keyferry-json.ts"
import { keyferryTransfer } from "./apps/keyferry-transfer.ts"
import { lastpassVault } from "./apps/lastpass-vault.ts"
import { lastpass } from "./apps/lastpass.ts"
import { microsoftAuthenticator } from "./apps/microsoft-authenticator.ts"
import { myki } from "./apps/myki.ts"
import { netwrix } from "./apps/netwrix.ts"
import { nordpass } from "./apps/nordpass.ts"
import { oneauth } from "./apps/oneauth.ts"
import { opvault } from "./apps/opvault.ts"
import { openAuthenticator } from "./apps/open-authenticator.ts"
import { otpauthIos } from "./apps/otpauth-ios/otpauth-ios.ts"
import { otpauthUri } from "./apps/otpauth-uri.ts"
import { otpclient } from "./apps/otpclient/otpclient.ts"
import { pass } from "./apps/pass/pass.ts"
import { protonPass } from "./apps/proton-pass.ts"
import { passwordstate } from "./apps/passwordstate.ts"
import { proton } from "./apps/proton.ts"
import { psono } from "./apps/psono.ts"
import { qrImage } from "./apps/qr-image.ts"
import { raivo } from "./apps/raivo.ts"
import { roboform } from "./apps/roboform.ts"
import { safeincloud } from "./apps/safeincloud.ts"
import { steam } from "./apps/steam/steam.ts"
import { stratum } from "./apps/stratum/stratum.ts"
import { synology } from "./apps/synology.ts"
import { totpAuthenticator } from "./apps/totp-authenticator.ts"
import { winauth } from "./apps/winauth.ts"
import { wuzf } from "./apps/wuzf.ts"
import { zohoVault } from "./apps/zoho-vault.ts"
import type { Registry } from "./lookup.ts"

/**
 * Every built-in format. To add one: one file `apps/<id>.ts` (see the comment of `Handler` in `handler.ts`), one line above and one here,
 * and one folder `samples/<id>/`; the conformance suite finds what is missing.
 *
 * Only `main/` imports this; everything else gets a registry as an argument.
 */
export const HANDLERS: Registry = Object.freeze(
  [
    // one line per format
    aegis,
    andotp,
    applePasswords,
    authenticatorExtension,
    authenticatorPlus,
    authy,
    battlenet,
    bitwarden,
    bitwardenAuthenticator,
    buttercup,
    cotp,
    dashlane,
    cxf,
    duo,
    enpass,
    ente,
    extractOtpSecrets,
    freeotp,
    freeotpPlus,
    genericCsv,
    genericJson,
    googleAuthenticator,
    googleMigration,
    kdbx,
    keepass,
    keeper,
    keyferryBackup,
    keyferryJson,
    keyferryTransfer,
    lastpass,
    lastpassVault,
    microsoftAuthenticator,
    myki,
    netwrix,
    oneauth,
    nordpass,
    onePassword,
    onePasswordLegacy,
    opvault,
    openAuthenticator,
    otpauthIos,
    otpauthUri,
    otpclient,
    pass,
    passwordstate,
    proton,
    protonPass,
    psono,
    qrImage,
    raivo,
    roboform,
    safeincloud,
    steam,
    stratum,
    synology,
    totpAuthenticator,
    twoFas,
    twoFast,
    twoFauth,
    winauth,
    wuzf,
    zohoVault,
  ]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((handler) => Object.freeze(handler)),
)
