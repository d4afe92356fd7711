import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BackupSecrets } from "#lib/backup/format/backup-lines.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import type { Config } from "#lib/platform/settings/env.ts";

type SecretConfig = Pick<Config, "dataDirectory" | "sessionSecrets" | "auditSecrets">;

/** The secrets of the backup that no setting replaces, with their files. */
function listFiles(
  config: SecretConfig,
  secrets: BackupSecrets,
): { name: string; file: string; secret: string }[] {
  const wanted = {
    "session-secret": config.sessionSecrets === undefined ? secrets["session-secret"] : undefined,
    "audit-secret": config.auditSecrets === undefined ? secrets["audit-secret"] : undefined,
  };
  return Object.entries(wanted).flatMap(([name, secret]) =>
    secret === undefined ? [] : [{ name, file: join(config.dataDirectory, name), secret }],
  );
}

export async function readSecretFile(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Throws if DATA_DIR has another secret: it may be the only copy, so it is never replaced. */
export async function assertSecretsFit(config: SecretConfig, secrets: BackupSecrets): Promise<void> {
  for (const { file, secret } of listFiles(config, secrets)) {
    const existing = await readSecretFile(file);
    if (existing === null || existing === secret) continue;
    throw new StartError(
      `${file} differs from the secret in the backup. Move that file away, or set another DATA_DIR`,
    );
  }
}

/** Puts the secrets of the backup into DATA_DIR. Returns the names of the files it wrote. */
export async function placeSecrets(config: SecretConfig, secrets: BackupSecrets): Promise<string[]> {
  const placed: string[] = [];
  for (const { name, file, secret } of listFiles(config, secrets)) {
    if ((await readSecretFile(file)) !== null) continue;
    const draft = `${file}.${process.pid}`;
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(`${secret}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file).catch(async (error: unknown) => {
      await rm(draft, { force: true });
      throw error;
    });
    placed.push(name);
  }
  return placed;
}
