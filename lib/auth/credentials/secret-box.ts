import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

// AES-256-GCM, for secrets that the console must be able to read again. The key is derived from a session secret.
const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

export interface SealedSecret {
  sealed: Uint8Array<ArrayBuffer>;
  /** Names the session secret, without revealing anything about it. */
  keyId: string;
}

function derive(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `byteengine secret box ${purpose}`, bytes));
}

interface Box {
  /** Names the session secret in the rows that it encrypts. */
  id: string;
  key: KeyObject;
}

/** Derived once: it takes ten times as long as encrypting. A console has a few session secrets at most. */
const boxes = new Map<string, Box>();
const maxBoxes = 100;

function openBox(secret: string): Box {
  const known = boxes.get(secret);
  if (known !== undefined) return known;
  const key = createSecretKey(derive(secret, "key", 32));
  const box = { id: derive(secret, "id", 9).toString("base64url"), key };
  if (boxes.size >= maxBoxes) boxes.clear();
  boxes.set(secret, box);
  return box;
}

/** The name of a session secret in the rows that it encrypts. */
export function getKeyId(secret: string): string {
  return openBox(secret).id;
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
  const cipher = createCipheriv(algorithm, openBox(secret).key, iv, { authTagLength: tagBytes });
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
  const decipher = createDecipheriv(algorithm, openBox(secret).key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(row));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    const encrypted = sealed.subarray(ivBytes, -tagBytes);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
