import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { Decrypter, Encrypter } from "age-encryption";
import { StartError } from "#lib/platform/process/start-error.ts";

/** How a backup is encrypted, in the age format (https://age-encryption.org/v1). Null: not at all. */
export type Encryption = { passphrase: string } | { recipient: string } | null;

/** What opens an encrypted backup. */
export type Opener = { passphrase: string } | { identity: string } | null;

/** The first characters of every encrypted file. */
const magic = "age-encryption.org/v1";

export const magicBytes = magic.length;

export function isEncrypted(start: Uint8Array): boolean {
  return Buffer.from(start).toString("latin1").startsWith(magic);
}

/** Throws StartError if it isn't a recipient, such as `age1…`. */
export function assertRecipient(recipient: string): void {
  try {
    new Encrypter().addRecipient(recipient);
  } catch (error) {
    throw new StartError(
      `"${recipient}" is not an age recipient. It starts with age1, and age-keygen prints it as "public key"`,
      { cause: error },
    );
  }
}

export async function encrypt(plain: Readable, encryption: NonNullable<Encryption>): Promise<Readable> {
  const encrypter = new Encrypter();
  if ("passphrase" in encryption) encrypter.setPassphrase(encryption.passphrase);
  else encrypter.addRecipient(encryption.recipient);
  const sealed = await encrypter.encrypt(toWeb(plain));
  return fromWeb(sealed);
}

/** Throws StartError if the passphrase or identity is wrong. */
export async function decrypt(sealed: Readable, opener: Opener): Promise<Readable> {
  if (opener === null) {
    throw new StartError(
      "The backup is encrypted. Use --passphrase and type the passphrase, or --identity FILE with the age identity",
    );
  }
  const decrypter = new Decrypter();
  try {
    if ("passphrase" in opener) decrypter.addPassphrase(opener.passphrase);
    else for (const identity of listIdentities(opener.identity)) decrypter.addIdentity(identity);
    return fromWeb(await decrypter.decrypt(toWeb(sealed)));
  } catch (error) {
    sealed.destroy();
    const what = "passphrase" in opener ? "passphrase" : "identity";
    throw new StartError(`The ${what} doesn't open this backup, or the backup is damaged at its start`, {
      cause: error,
    });
  }
}

/** The lines of a file that age-keygen wrote, without comments. */
function listIdentities(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

// The types of streams in Node and in the library differ only by name.
function toWeb(stream: Readable) {
  return Readable.toWeb(stream) as unknown as Parameters<Encrypter["encrypt"]>[0] & globalThis.ReadableStream;
}

function fromWeb(stream: unknown): Readable {
  return Readable.fromWeb(stream as ReadableStream);
}
