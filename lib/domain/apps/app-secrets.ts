import { planRotation, type RotationRefusal, type SecretEnding } from "#lib/domain/keys/rotation.ts";
import type { AppKind } from "./app-problem.ts";

export interface AppSecretFacts {
  kind: AppKind;
  deletedAt: Date | null;
  disabledAt: Date | null;
  /** Whether it can get tokens without a secret: by signed assertions, or by rules about another issuer. */
  worksWithoutSecret: boolean;
  secrets: readonly { id: string; endsAt: Date | null }[];
}

export type AppSecretRefusal = "public" | RotationRefusal;

export type AppSecretPlan =
  | { outcome: "create"; endings: SecretEnding[] }
  | { outcome: "refuse"; reason: AppSecretRefusal };

/**
 * Plans a new secret as the rotation of a key: at most two are live at once. An app with keys may have none yet.
 */
export function planAppSecret(app: AppSecretFacts, gracePeriodSeconds: number, now: Date): AppSecretPlan {
  if (app.kind === "public") return { outcome: "refuse", reason: "public" };
  const { deletedAt: revokedAt, disabledAt, secrets } = app;
  const plan = planRotation({ revokedAt, disabledAt, expiresAt: null, secrets }, { gracePeriodSeconds }, now);
  return plan.outcome === "refuse" ? plan : { outcome: "create", endings: plan.endings };
}

/**
 * What ending a secret now does. `last`: nothing, because the app would have no secret that stays, and it needs one.
 * `ended`: nothing, because it has ended already.
 */
export function planSecretEnd(
  app: AppSecretFacts,
  secretId: string,
  now: Date,
): "unknown" | "ended" | "last" | "end" {
  const secret = app.secrets.find(({ id }) => id === secretId);
  if (secret === undefined) return "unknown";
  if (secret.endsAt !== null && secret.endsAt <= now) return "ended";
  return secret.endsAt === null && !app.worksWithoutSecret ? "last" : "end";
}

/** Whether the app has a current secret, which works until someone ends it. */
export function hasCurrentSecret({ secrets }: Pick<AppSecretFacts, "secrets">): boolean {
  return secrets.some(({ endsAt }) => endsAt === null);
}
