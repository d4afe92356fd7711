import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./env.ts";

/** The first of each signs, all verify. */
export interface InstanceSecrets {
  session: readonly string[];
  audit: readonly string[];
}

type SecretConfig = Pick<Config, "dataDirectory" | "sessionSecrets" | "auditSecrets">;

/** The settings' secrets; those that are unset are made once and kept in the data directory, readable by us alone. */
export async function loadInstanceSecrets(config: SecretConfig): Promise<InstanceSecrets> {
  return {
    session: config.sessionSecrets ?? [await readOrCreateSecret(config.dataDirectory, "session-secret")],
    audit: config.auditSecrets ?? [await readOrCreateSecret(config.dataDirectory, "audit-secret")],
  };
}

async function readOrCreateSecret(directory: string, name: string): Promise<string> {
  const file = join(directory, name);
  const known = await readSecret(file);
  if (known !== null) return known;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await createSecretFile(file);
  const made = await readSecret(file);
  if (made === null) throw new Error(`${file} could not be made`);
  return made;
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

/** Written aside, synced, and linked into place: after a crash the file is whole or absent, and the first of two wins. */
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
