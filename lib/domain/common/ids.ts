/** Every kind of id and its prefix. */
const prefixes = {
  key: "key",
  secret: "sec",
  team: "team",
  user: "user",
  member: "mem",
  invitation: "inv",
  teamGroup: "tgr",
  session: "ses",
  event: "evt",
  fhirServer: "srv",
  worker: "wrk",
  environment: "env",
  teamPermission: "perm",
  account: "acc",
  oneTimeToken: "ott",
  emailChange: "emc",
  totpFactor: "totp",
  recoveryCode: "rec",
  passkey: "pky",
  passkeyChallenge: "pkc",
  request: "req",
  notice: "ntc",
  outboxMail: "mail",
  provisioningToken: "ptok",
  directoryGroup: "grp",
  app: "app",
  appSecret: "asec",
  signingKey: "skey",
  trustedIssuer: "iss",
  appRule: "rule",
  exchangeRefusal: "xref",
  appGrant: "grant",
} as const;

export type IdKind = keyof typeof prefixes;

// Crockford's base32 alphabet in lowercase: it sorts the same under the C collation and every language's.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** The two digits of every 10-bit value. */
const digitPairs = Array.from(
  { length: 1024 },
  (_, bits) => alphabet.charAt(bits >>> 5) + alphabet.charAt(bits & 31),
);

/** Random bits read in advance: requesting 16 bytes from the system costs as much as requesting 1,000. */
const pool = new Uint16Array(2048);
let poolAt = pool.length;

function takeTenRandomBits(): number {
  if (poolAt === pool.length) {
    crypto.getRandomValues(pool);
    poolAt = 0;
  }
  return (pool[poolAt++] ?? 0) & 1023;
}

function encodeTenBits(bits: number): string {
  return digitPairs[bits] ?? "";
}

/** The digits of the last millisecond, cached because a busy process creates dozens of ids in one. */
let time = { ms: 0, digits: "" };

/** Two zero bits and the 48 bits of milliseconds since 1970, as 10 digits. */
function encodeTime(ms: number): string {
  if (ms === time.ms) return time.digits;
  let digits = "";
  for (let rest = ms, pair = 0; pair < 5; pair++, rest = Math.floor(rest / 1024)) {
    digits = encodeTenBits(rest % 1024) + digits;
  }
  time = { ms, digits };
  return digits;
}

/** A UUIDv7 (RFC 9562, section 5.7) as 26 digits: its 128 bits with two leading zero bits are 13 groups of 10. */
function createUuidDigits(): string {
  const version = 0b0111_000000 | (takeTenRandomBits() & 0b0000_111111);
  const variant = 0b000000_10_00 | (takeTenRandomBits() & 0b111111_00_11);
  let digits = encodeTime(Date.now()) + encodeTenBits(version) + encodeTenBits(variant);
  for (let pair = 0; pair < 6; pair++) digits += encodeTenBits(takeTenRandomBits());
  return digits;
}

/** A new id such as `key_01jd8w…`: a UUIDv7, so ids sort by creation time. */
export function createId(kind: IdKind): string {
  return `${prefixes[kind]}_${createUuidDigits()}`;
}

const idLength = 26;
const idDigits = "[0-7][0-9a-hjkmnp-tv-z]{25}";
const wholeDigits = new RegExp(`^${idDigits}$`);

/** Whether text has the form of an id of this kind. It does not check that the object exists. */
export function isId(kind: IdKind, text: string): boolean {
  const prefix = `${prefixes[kind]}_`;
  return text.startsWith(prefix) && wholeDigits.test(text.slice(prefix.length));
}

/** The form of these ids, as JSON Schema. */
export function describeId(kind: IdKind): { pattern: string; maxLength: number } {
  const prefix = `${prefixes[kind]}_`;
  return { pattern: `^${prefix}${idDigits}$`, maxLength: prefix.length + idLength };
}
