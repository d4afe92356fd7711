import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { passwordCost } from "#lib/auth/credentials/password-cost.ts";
import { type AdmissionGate, createAdmissionGate, type Turn } from "#lib/domain/limits/admission-gate.ts";

const computeArgon2 = promisify(argon2);

const saltBytes = 16;
const tagBytes = 32;

// Each hash uses a pool thread and 46 MiB for about 50 ms. More at once would stall file and database work.
// Waiting ones use almost no memory, and 200 finish within about 10 seconds.
const gateLimits = { running: 2, waiting: 200 } as const;

// Node and Next's bundle load this module separately, but the limit applies to the whole process.
const slot = Symbol.for("byteengine.password-gate");

/** globalThis. Only this file uses the slot. */
const holder = globalThis as { [slot]?: AdmissionGate };

function getGate(): AdmissionGate {
  holder[slot] ??= createAdmissionGate(gateLimits);
  return holder[slot];
}

interface Argon2Settings {
  memory: number;
  passes: number;
  parallelism: number;
  salt: Buffer;
  tagLength: number;
}

/** Applies NFKC first, so that a password typed on another keyboard matches (NIST SP 800-63B, 5.1.1.2). */
function computeTag(turn: Turn, password: string, settings: Argon2Settings): Promise<Buffer> {
  const { memory, passes, parallelism, salt, tagLength } = settings;
  const message = Buffer.from(password.normalize("NFKC"), "utf8");
  return getGate().run(turn, () =>
    computeArgon2("argon2id", { message, nonce: salt, memory, passes, parallelism, tagLength }),
  );
}

function encodeBase64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/(?<!=)=+$/, "");
}

/** Formats a PHC string: `$argon2id$v=19$m=47104,t=1,p=1$salt$tag`, base64 without padding. */
function formatPhc(salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = passwordCost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encodeBase64(salt)}$${encodeBase64(tag)}`;
}

const phcPattern = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parsePhc(text: string): (Argon2Settings & { tag: Buffer }) | null {
  const match = phcPattern.exec(text);
  if (match === null) return null;
  const [, memory, passes, parallelism, salt = "", tag = ""] = match;
  const tagBuffer = Buffer.from(tag, "base64");
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, "base64"),
    tag: tagBuffer,
    tagLength: tagBuffer.length,
  };
}

/** Returns the PHC string to store. Throws ServiceError `service_unavailable` if too many hashes are waiting. */
export async function hashPassword(password: string, turn: Turn): Promise<string> {
  const salt = randomBytes(saltBytes);
  return formatPhc(salt, await computeTag(turn, password, { ...passwordCost, salt, tagLength: tagBytes }));
}

/** A hash that no password matches, because its tag is random. */
const unmatchablePhc = formatPhc(randomBytes(saltBytes), randomBytes(tagBytes));

/**
 * Whether the password matches the stored hash. Null, for an unknown user or one without a password, takes the same time
 * and returns false. Throws ServiceError `service_unavailable` if too many hashes are waiting.
 */
export async function verifyPassword(
  password: string,
  storedPhc: string | null,
  turn: Turn,
): Promise<boolean> {
  const stored = parsePhc(storedPhc ?? unmatchablePhc);
  if (stored === null) throw new Error("a stored password hash is not an argon2id PHC string");
  const tag = await computeTag(turn, password, stored);
  return timingSafeEqual(tag, stored.tag);
}
