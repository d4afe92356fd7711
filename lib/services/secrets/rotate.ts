import { createId } from "#lib/domain/common/ids.ts";
import type { SecretPurpose } from "#lib/domain/instance/secret-check.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { dropPreviousSecrets, rotateSecretFile } from "#lib/platform/runtime/instance-secrets.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { describeSecrets } from "./describe-secrets.ts";
import { listFingerprints, secretSettings } from "./secret-records.ts";

/** Whether the secret is in the data directory, where a command can replace it. */
export function isInFile(
  { config }: Pick<ServiceContext["runtime"], "config">,
  purpose: SecretPurpose,
): boolean {
  return { session: config.sessionSecrets, audit: config.auditSecrets }[purpose] === undefined;
}

/** Adds a new secret to the data directory, on behalf of the operator. Returns its fingerprint. */
export async function rotateInFile(
  runtime: ServiceContext["runtime"],
  purpose: SecretPurpose,
  now: Date,
): Promise<string> {
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  return withTransaction(runtime.database, async (tx) => {
    const secret = await rotateSecretFile(runtime.config.dataDirectory, purpose);
    const fingerprint = fingerprintSecret(secret);
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "secret.rotate",
      target: { type: "secret", id: secretSettings[purpose] },
      changes: { from: listFingerprints(runtime, purpose)[0] ?? "", to: fingerprint },
    });
    return fingerprint;
  });
}

/** Removes the previous secrets from the data directory that nothing needs. Returns how many were removed. */
export async function dropUnusedInFile(
  runtime: ServiceContext["runtime"],
  purpose: SecretPurpose,
  now: Date,
): Promise<number> {
  const states = await describeSecrets(runtime, now);
  const removable = states
    .filter(({ setting, canBeRemoved }) => setting === secretSettings[purpose] && canBeRemoved)
    .map(({ fingerprint }) => fingerprint);
  return dropPreviousSecrets(
    runtime.config.dataDirectory,
    purpose,
    (secret) => !removable.includes(fingerprintSecret(secret)),
  );
}
