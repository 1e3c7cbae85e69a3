import type { MappedField } from "../handler.ts"

/**
 * Names of columns and keys in the languages of real exports: lower case, letters and digits only. A longer name that ends with such a
 * word (`otp_secret`, `login.username`) matches too.
 */
const WORDS: Readonly<Record<Exclude<MappedField, "label">, readonly string[]>> = {
  uri: words("uri url otpauth otpauthuri otpauthurl otpuri otpurl totpuri totpurl link keyuri otplink qr qrcode qrtext"),
  secret: words(
    "secret secretkey secretbase32 base32secret sharedsecret sharedkey seed seedkey key totp otp hotp 2fa tfa mfa twofa twofactor twofactorkey totpsecret totpkey totpseed otpsecret otpkey otpseed authenticatorkey setupkey secretcode token base32 geheimnis schluessel schlüssel clé cle clésecrète clesecrete clave secreto clavesecreta chiave segreto chiavesegreta chave segredo chavesecreta geheim sleutel ключ секрет секретныйключ シークレット シークレットキー 秘密鍵 秘密キー セットアップキー キー 密钥 密鑰 秘钥 비밀키 시크릿 otpauthaddress otpauthlink totplink einmalpasswortlink totp链接 otp链接 onetimepassword onetimecode otpcode 2fasecret 2fakey twofasecret twofactorsecret authtoken authkey authenticator totpcode mfasecret mfakey einmalpasswort einmalcode geheimschlüssel geheimschluessel schlüsseltext totpschlüssel codeàusageunique codeunique cléotp clétotp clédauthentification motdepasseàusageunique códigodeunsolouso contraseñadeunsolouso claveotp clavetotp codigo2fa código2fa autenticador chavetotp chave2fa código jednorazowe одноразовыйкод ワンタイムパスワード 認証キー 認証シークレット 二要素認証 2段階認証 ワンタイムコード 动态密码 动态口令 验证器密钥 认证密钥 双重验证 两步验证 两步验证密钥 二步验证 双因素 驗證器密鑰 一次性密码 一次性密碼 일회용비밀번호",
  ),
  issuer: words(
    "issuer issuername service servicename site sitename website provider app appname application company organization organisation vendor domain host platform dienst anbieter aussteller émetteur emetteur fournisseur servicio emisor sitio proveedor servizio emittente sito serviço servico emissor uitgever сервис издатель сайт 発行者 発行元 サービス サービス名 サイト サイト名 アプリ 服务 服務 发行者 發行者 网站 網站 서비스 발급자 사이트 dienstname anbietername webseite website webpage nomduservice nomdusite siteweb nombredelservicio sitioweb nomedoserviço 服务名称 服務名稱 服务商 网站名称 平台 应用 应用名称 発行者名 서비스명",
  ),
  name: words(
    "account accountname accountid user username login loginname email emailaddress mail identifier konto benutzer benutzername compte utilisateur identifiant nomdutilisateur cuenta usuario correo utente conta gebruiker gebruikersnaam аккаунт пользователь логин почта アカウント アカウント名 ユーザー ユーザー名 ユーザ名 ログイン メール メールアドレス 帐户 账户 账号 帳號 用户名 用戶名 邮箱 계정 사용자 이메일 kontoname nutzer nutzername anmeldename nomdutilisateur nomducompte adressemail courriel nombredeusuario nombredelacuenta cuentadeusuario nomedeusuário usuário 账户信息 帐户信息 账户名 账户名称 帐号 账号名称 用户 邮件 邮箱地址 電子信箱 使用者名稱 使用者 帳戶 帳戶名稱 利用者 利用者名 ログイン名 ログインid ユーザーid",
  ),
  kind: words("type kind otptype tokentype method mode typ art tipo тип 種類 種別 タイプ 类型 類型 유형"),
  algorithm: words(
    "algorithm algo alg hash hashalgorithm hashfunction hashtype digest hmac algorithmus algorithme algoritmo алгоритм アルゴリズム ハッシュ 算法 알고리즘",
  ),
  digits: words(
    "digits digit length codelength codedigits otplength numdigits size stellen ziffern chiffres dígitos digitos cifre cijfers цифры 桁 桁数 位数 位數 자릿수",
  ),
  period: words(
    "period interval step timestep timer timeperiod timeinterval validity refresh refreshinterval seconds intervall période periode periodo período intervallo intervalo период 間隔 更新間隔 周期 周期秒 有効期間 有効秒数 주기",
  ),
  counter: words(
    "counter count movingfactor hotpcounter zähler zaehler compteur contador contatore teller счётчик счетчик カウンター カウンタ 计数器 計數器 카운터",
  ),
  groups: words(
    "group groups groupname folder folders foldername tag tags category categories collection collections labels gruppe gruppen ordner groupe groupes dossier grupo grupos carpeta gruppo cartella pasta map группа папка グループ フォルダー フォルダ タグ カテゴリー カテゴリ 分组 分組 文件夹 标签 그룹 폴더 태그",
  ),
  note: words(
    "note notes comment comments memo description remark remarks notiz notizen bemerkung kommentar commentaire nota notas comentario opmerking заметка комментарий メモ 備考 コメント 説明 备注 備註 메모",
  ),
  favorite: words(
    "favorite favourite isfavorite isfavourite fav starred pinned ispinned favorit favori favorito preferito избранное お気に入り 收藏 즐겨찾기",
  ),
}

/** Names that may mean the issuer, the name or both, depending on the other columns. */
const LABELS = words(
  "name label title displayname fullname entry item nom nombre nome naam titel titre título titulo titolo название имя 名前 名称 タイトル ラベル 表示名 名字 标题 標題 이름 제목 nickname alias bezeichnung bezeichner spitzname intitulé libellé surnom etiqueta apodo alias 昵称 暱稱 标签名 條目 条目 项目 項目 項目名 名稱 ニックネーム 件名",
)

/** Names of columns that never hold the secret, even if their values look like one. */
const NEVER = words(
  "password passwd pass pwd passphrase passwort kennwort motdepasse contraseña password senha wachtwoord пароль パスワード 密码 密碼 비밀번호 id uuid guid hash checksum iv salt nonce mac tag recoverycode recoverycodes backupcode backupcodes recovery fingerprint iconid deviceid version icon image apikey accesskey accesstoken refreshtoken privatekey publickey licensekey encryptionkey sessionkey masterkey devicesecret clientsecret",
)

function words(text: string): readonly string[] {
  return text.split(" ").map((word) => bareName(word))
}

/** `OTP-Secret (Base32)` → `otpsecretbase32`; accented letters are composed. */
export function bareName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
}

/** The last part of a path of keys, then the parts of a name that is put together: `data.otpSecret` → `otpsecret`, `secret`. */
function nameEndings(name: string): string[] {
  const last = name.split(/[./]/).at(-1) ?? name
  const parts = last.split(/[\s_:-]+|(?<=\p{Ll})(?=\p{Lu})/u).filter((part) => part !== "")
  const ends = parts.map((_, at) => bareName(parts.slice(at).join("")))
  return [...new Set([bareName(last), ...ends])].filter((text) => text !== "")
}

export interface NameReading {
  /** Possible fields with a score: 2 where the whole name matches, 1 where its end does. */
  readonly fields: ReadonlyMap<Exclude<MappedField, "label">, 1 | 2>
  readonly label: 0 | 1 | 2
  /** The column cannot hold the secret. */
  readonly never: boolean
}

/** Which fields a column or key of this name could be. */
export function readName(name: string): NameReading {
  const reading = readPart(name)
  // In `service.name`, the key before the last one decides which name it is.
  const [, before] = reading.label === 2 ? (/^(.*)\.[^.]*$/.exec(name) ?? []) : []
  const owner = [...(before === undefined ? [] : readPart(before).fields)].filter(([field]) => LABELLED_FIELDS.includes(field))
  return owner.length === 0 ? reading : { ...reading, fields: new Map(owner), label: 0 }
}

/** Fields whose key may have a `name` below it. */
const LABELLED_FIELDS: readonly MappedField[] = ["issuer", "name", "groups"]

function readPart(name: string): NameReading {
  const ends = name.length > 200 ? [] : nameEndings(name)
  const fields = new Map<Exclude<MappedField, "label">, 1 | 2>()
  for (const [field, list] of Object.entries(WORDS) as [Exclude<MappedField, "label">, readonly string[]][]) {
    const at = ends.findIndex((end) => list.includes(end))
    if (at >= 0) fields.set(field, at === 0 ? 2 : 1)
  }
  const label = ends.findIndex((end) => LABELS.includes(end))
  return { fields, label: label < 0 ? 0 : label === 0 ? 2 : 1, never: ends.some((end) => NEVER.includes(end)) }
}
