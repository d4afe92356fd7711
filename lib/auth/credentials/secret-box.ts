import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

// AES-256-GCM, for secrets that the console must be able to read again. The key is derived from a session secret.
const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

export interface SealedSecret {
  sealed: Uint8Array<ArrayBuffer>;
  /** Names the session secret, without revealing anything about it. */
  keyId: string;
}

/** Derived once: it costs more than encrypting. There are a few session secrets, and each has two purposes. */
const derived = new Map<string, Buffer>();
const maxDerived = 100;

function derive(secret: string, purpose: string, bytes: number): Buffer {
  const name = `${purpose} ${secret}`;
  const known = derived.get(name);
  if (known !== undefined) return known;
  const key = Buffer.from(hkdfSync("sha256", secret, "", `byteengine secret box ${purpose}`, bytes));
  if (derived.size >= maxDerived) derived.clear();
  derived.set(name, key);
  return key;
}

/** The name of a session secret in the rows that it encrypts. */
export function getKeyId(secret: string): string {
  return derive(secret, "id", 9).toString("base64url");
}

function getNewest(secrets: readonly string[]): string {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("no session secret is set");
  return secret;
}

/** The id of the key that sealing uses now. Whatever was sealed with another one should be sealed again. */
export function getCurrentKeyId(secrets: readonly string[]): string {
  return getKeyId(getNewest(secrets));
}

/** The ids of the keys of all secrets, the newest first. */
export function listKeyIds(secrets: readonly string[]): string[] {
  return secrets.map(getKeyId);
}

/** Encrypts with the newest secret. `row` binds the result to one row, so that it can't be copied to another. */
export function sealSecret(text: string, row: string, secrets: readonly string[]): SealedSecret {
  const secret = getNewest(secrets);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, derive(secret, "key", 32), iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(row));
  const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const sealed = new Uint8Array(Buffer.concat([iv, encrypted, cipher.getAuthTag()]));
  return { sealed, keyId: getKeyId(secret) };
}

/** Decrypts with the secret that sealed it, or returns null if that secret is gone or the bytes were changed. */
export function openSecret(
  { sealed, keyId }: { sealed: Uint8Array; keyId: string },
  row: string,
  secrets: readonly string[],
): string | null {
  const secret = secrets.find((known) => getKeyId(known) === keyId);
  if (secret === undefined || sealed.length < ivBytes + tagBytes) return null;
  const iv = sealed.subarray(0, ivBytes);
  const decipher = createDecipheriv(algorithm, derive(secret, "key", 32), iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(row));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    const encrypted = sealed.subarray(ivBytes, -tagBytes);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
