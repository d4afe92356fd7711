import { daySeconds } from "#lib/domain/common/durations.ts";
import { getKeyStatus, type KeyStatusFacts } from "./status.ts";

export const defaultGracePeriodSeconds = daySeconds;
export const maxGracePeriodSeconds = 604_800;

export interface RotationFacts extends KeyStatusFacts {
  secrets: readonly { id: string; endsAt: Date | null }[];
}

export interface RotationRequest {
  gracePeriodSeconds: number;
  /** The secret the caller expects to be current. Undefined: any. */
  currentSecretId?: string | undefined;
}

export type RotationRefusal = "disabled" | "expired" | "revoked" | "not_current" | "already_rotating";

/** When a live secret stops working. */
export type SecretEnding = { secretId: string; endsAt: Date };

export type RotationPlan =
  | { outcome: "rotate"; endings: SecretEnding[] }
  | { outcome: "refuse"; reason: RotationRefusal };

/**
 * Plans a rotation. At most two secrets are live at once, and no grace period ends later than the key. With a grace
 * period of 0 all other secrets end now, so a rotation in progress can still be cut short.
 */
export function planRotation(key: RotationFacts, request: RotationRequest, now: Date): RotationPlan {
  const status = getKeyStatus(key, now);
  if (status === "disabled" || status === "expired" || status === "revoked") {
    return { outcome: "refuse", reason: status };
  }
  const current = key.secrets.find((secret) => secret.endsAt === null);
  // Every key has a current secret. An app that signs assertions may have none.
  if (request.currentSecretId !== undefined && request.currentSecretId !== current?.id) {
    return { outcome: "refuse", reason: "not_current" };
  }
  if (status === "rotating" && request.gracePeriodSeconds > 0) {
    return { outcome: "refuse", reason: "already_rotating" };
  }
  const graceEndsAt = new Date(now.getTime() + request.gracePeriodSeconds * 1000);
  const endsAt = key.expiresAt !== null && key.expiresAt < graceEndsAt ? key.expiresAt : graceEndsAt;
  return { outcome: "rotate", endings: endLiveSecrets(key.secrets, endsAt, now) };
}

/** Ends every secret except the current one. Empty if no rotation is in progress. */
export function planFinish(key: RotationFacts, now: Date): SecretEnding[] {
  return endLiveSecrets(
    key.secrets.filter((secret) => secret.endsAt !== null),
    now,
    now,
  );
}

function endLiveSecrets(secrets: RotationFacts["secrets"], endsAt: Date, now: Date): SecretEnding[] {
  return secrets
    .filter((secret) => secret.endsAt === null || secret.endsAt > now)
    .map((secret) => ({ secretId: secret.id, endsAt }));
}
