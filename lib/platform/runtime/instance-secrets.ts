import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "#lib/platform/settings/env.ts";

/** The first secret of each list signs, all of them verify. */
export interface InstanceSecrets {
  session: readonly string[];
  audit: readonly string[];
}

type SecretConfig = Pick<Config, "dataDirectory" | "sessionSecrets" | "auditSecrets">;

/** The names of the files in the data directory. Next to each, `…-previous` contains earlier secrets, one a line. */
const secretFiles = { session: "session-secret", audit: "audit-secret" } as const;

/** The configured secrets. One that is not set is created once and kept in the data directory with mode 0600. */
export async function loadInstanceSecrets(config: SecretConfig): Promise<InstanceSecrets> {
  return {
    session: config.sessionSecrets ?? (await loadFromFiles(config.dataDirectory, "session")),
    audit: config.auditSecrets ?? (await loadFromFiles(config.dataDirectory, "audit")),
  };
}

export type SecretFile =
  | "session-secret"
  | "session-secret-previous"
  | "audit-secret"
  | "audit-secret-previous";

/** What the files in the data directory contain that no setting replaces. Creates none. */
export async function readSecretFiles(config: SecretConfig): Promise<Partial<Record<SecretFile, string>>> {
  const found: Partial<Record<SecretFile, string>> = {};
  for (const purpose of ["session", "audit"] as const) {
    if (listSet(config)[purpose] !== undefined) continue;
    // In this order: a rotation in between adds the newest one to the previous ones first.
    for (const name of [secretFiles[purpose], `${secretFiles[purpose]}-previous`] as const) {
      const text = await readSecret(join(config.dataDirectory, name));
      if (text !== null) found[name] = text;
    }
  }
  return found;
}

/** Writes what `readSecretFiles` has read. */
export async function writeSecretFile(directory: string, name: SecretFile, text: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await replaceFile(join(directory, name), text.split("\n"));
}

/** The secrets of a purpose, the signing one first, without creating one. */
export async function readExistingSecrets(
  config: SecretConfig,
  purpose: keyof InstanceSecrets,
): Promise<readonly string[]> {
  const configured = listSet(config)[purpose];
  if (configured !== undefined) return configured;
  const files = await readSecretFiles(config);
  const texts = [files[secretFiles[purpose]], files[`${secretFiles[purpose]}-previous`]];
  return [...new Set(texts.flatMap((text) => text?.split("\n") ?? []))];
}

const listSet = ({ sessionSecrets, auditSecrets }: SecretConfig) => ({
  session: sessionSecrets,
  audit: auditSecrets,
});

async function loadFromFiles(directory: string, purpose: keyof InstanceSecrets): Promise<string[]> {
  const newest = await readOrCreateSecret(directory, secretFiles[purpose]);
  const previous = await readPreviousSecrets(directory, purpose);
  return [...new Set([newest, ...previous])];
}

async function readPreviousSecrets(directory: string, purpose: keyof InstanceSecrets): Promise<string[]> {
  const text = await readSecret(join(directory, `${secretFiles[purpose]}-previous`));
  return (text ?? "").split("\n").filter((line) => line !== "");
}

/** Puts a new secret before the existing one in the data directory. It is used from the next start on. Returns the new one. */
export async function rotateSecretFile(directory: string, purpose: keyof InstanceSecrets): Promise<string> {
  const existing = await loadFromFiles(directory, purpose);
  const secret = createSecret();
  // First, so that a crash in between loses nothing.
  await replaceFile(join(directory, `${secretFiles[purpose]}-previous`), existing);
  await replaceFile(join(directory, secretFiles[purpose]), [secret]);
  return secret;
}

/** Removes the previous secrets from the data directory that are not kept. Returns how many were removed. */
export async function dropPreviousSecrets(
  directory: string,
  purpose: keyof InstanceSecrets,
  isKept: (secret: string) => boolean,
): Promise<number> {
  const previous = await readPreviousSecrets(directory, purpose);
  const kept = previous.filter(isKept);
  if (kept.length < previous.length) {
    await replaceFile(join(directory, `${secretFiles[purpose]}-previous`), kept);
  }
  return previous.length - kept.length;
}

function createSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Complete or unchanged after a crash. */
async function replaceFile(file: string, lines: readonly string[]): Promise<void> {
  const draft = `${file}.${process.pid}`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(`${lines.join("\n")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

async function readOrCreateSecret(directory: string, name: string): Promise<string> {
  const file = join(directory, name);
  const existing = await readSecret(file);
  if (existing !== null) return existing;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await createSecretFile(file);
  const created = await readSecret(file);
  if (created === null) throw new Error(`${file} could not be created`);
  return created;
}

async function readSecret(file: string): Promise<string | null> {
  try {
    const secret = (await readFile(file, "utf8")).trim();
    return secret === "" ? null : secret;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Writes a draft, syncs it and links it into place: after a crash the file is complete or absent, and the first of two
 * concurrent processes wins.
 */
async function createSecretFile(file: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(`${createSecret()}\n`);
    await handle.sync();
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}
