import { v7 } from "uuid";

/** Every kind of id and its prefix; the contract lists the public ones. */
const prefixes = {
  key: "key",
  secret: "sec",
  team: "team",
  user: "user",
  member: "mem",
  invitation: "inv",
  session: "ses",
  event: "evt",
  fhirServer: "srv",
  worker: "wrk",
  environment: "env",
  teamPermission: "perm",
  account: "acc",
  oneTimeToken: "ott",
  request: "req",
} as const;

export type IdKind = keyof typeof prefixes;

// Crockford's alphabet in lower case: its letters sort the same in C and in every language's collation.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Two digits for every ten bits. */
const digitPairs = Array.from(
  { length: 1024 },
  (_, bits) => alphabet.charAt(bits >>> 5) + alphabet.charAt(bits & 31),
);

/** 16 bytes as 26 base32 digits, most significant first; two zero bits in front make the 128 thirteen times ten. */
function encodeBase32(bytes: Uint8Array): string {
  let digits = "";
  let rest = 0;
  let bits = 2;
  for (const byte of bytes) {
    rest = (rest << 8) | byte;
    bits += 8;
    if (bits < 10) continue;
    bits -= 10;
    digits += digitPairs[rest >>> bits];
    rest &= (1 << bits) - 1;
  }
  return digits;
}

/** Randomness in advance: asking the system for sixteen bytes costs as much as for a thousand. */
const pool = new Uint8Array(4096);
let poolAt = pool.length;

function takeRandomBytes(): Uint8Array {
  if (poolAt === pool.length) {
    crypto.getRandomValues(pool);
    poolAt = 0;
  }
  poolAt += 16;
  return pool.subarray(poolAt - 16, poolAt);
}

/** A new id such as `key_01jd8w…`: a UUIDv7 (RFC 9562), so ids sort by creation time. */
export function createId(kind: IdKind): string {
  return `${prefixes[kind]}_${encodeBase32(v7({ random: takeRandomBytes() }, new Uint8Array(16)))}`;
}

const idLength = 26;
const idDigits = "[0-7][0-9a-hjkmnp-tv-z]{25}";
const wholeDigits = new RegExp(`^${idDigits}$`);

/** Whether text has the form of an id of this kind; says nothing about whether the thing exists. */
export function isId(kind: IdKind, text: string): boolean {
  const prefix = `${prefixes[kind]}_`;
  return text.startsWith(prefix) && wholeDigits.test(text.slice(prefix.length));
}

/** The form of such ids, in the words of JSON Schema. */
export function describeId(kind: IdKind): { pattern: string; maxLength: number } {
  const prefix = `${prefixes[kind]}_`;
  return { pattern: `^${prefix}${idDigits}$`, maxLength: prefix.length + idLength };
}
