import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "#lib/platform/settings/env.ts";

/** The first secret of each list signs, all of them verify. */
export interface InstanceSecrets {
  session: readonly string[];
  audit: readonly string[];
}

type SecretConfig = Pick<Config, "dataDirectory" | "sessionSecrets" | "auditSecrets">;

/** The configured secrets. One that is not set is created once and kept in the data directory with mode 0600. */
export async function loadInstanceSecrets(config: SecretConfig): Promise<InstanceSecrets> {
  return {
    session: config.sessionSecrets ?? [await readOrCreateSecret(config.dataDirectory, "session-secret")],
    audit: config.auditSecrets ?? [await readOrCreateSecret(config.dataDirectory, "audit-secret")],
  };
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
    await handle.writeFile(`${randomBytes(32).toString("base64url")}\n`);
    await handle.sync();
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}
