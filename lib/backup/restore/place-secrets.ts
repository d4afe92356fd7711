import { join } from "node:path";
import type { BackupSecrets } from "#lib/backup/format/backup-lines.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { readSecretFiles, type SecretFile, writeSecretFile } from "#lib/platform/runtime/instance-secrets.ts";
import type { Config } from "#lib/platform/settings/env.ts";

type SecretConfig = Pick<Config, "dataDirectory" | "sessionSecrets" | "auditSecrets">;

/** In the order in which they are written: the previous ones first, so that an interruption loses none. */
const names = [
  "session-secret-previous",
  "session-secret",
  "audit-secret-previous",
  "audit-secret",
] as const satisfies readonly SecretFile[];

/** The secrets of the backup that no setting replaces and that DATA_DIR doesn't have. */
async function listAbsent(
  config: SecretConfig,
  secrets: BackupSecrets,
): Promise<{ name: SecretFile; secret: string }[]> {
  const existing = await readSecretFiles(config);
  const isSet = (name: SecretFile) =>
    (name.startsWith("session") ? config.sessionSecrets : config.auditSecrets) !== undefined;
  return names.flatMap((name) => {
    const secret = secrets[name];
    if (secret === undefined || isSet(name) || existing[name] === secret) return [];
    if (existing[name] === undefined) return [{ name, secret }];
    throw new StartError(
      `${join(config.dataDirectory, name)} differs from the secret in the backup. Move that file away, or set another DATA_DIR`,
    );
  });
}

/** Throws if DATA_DIR has another secret: it may be the only copy, so it is never replaced. */
export async function assertSecretsFit(config: SecretConfig, secrets: BackupSecrets): Promise<void> {
  await listAbsent(config, secrets);
}

/** Puts the secrets of the backup into DATA_DIR. Returns the names of the files it wrote. */
export async function placeSecrets(config: SecretConfig, secrets: BackupSecrets): Promise<string[]> {
  const absent = await listAbsent(config, secrets);
  for (const { name, secret } of absent) await writeSecretFile(config.dataDirectory, name, secret);
  return names.filter((name) => absent.some((one) => one.name === name));
}
