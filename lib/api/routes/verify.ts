import type { ApiKeyActor, UserActor } from "#lib/actor.ts";
import { ServiceError } from "#lib/errors.ts";
import { platformVerifyPermission } from "#lib/rbac/permissions.ts";
import type { Runtime } from "#lib/runtime.ts";
import { verifyAnswerSchema, verifyKeySchema } from "#lib/schemas/verify.ts";
import { type VerifyCaller, verifyKey } from "#lib/verification/answer-verify.ts";
import type { BoundedKey } from "../bounded-key.ts";
import { type ApiContext, defineRoute } from "../define-route.ts";

/** The asking key is bound to an environment; what it asks about is not. */
export const asking: BoundedKey = {
  effect: "unaffected",
  reason:
    "Whoever asks holds the secret and could use it. The answer is for the environment that was asked for, by default the asking key's.",
};

/** Whose keys the caller may ask about, and in which environment it asks when it names none. */
export function describeCaller(actor: ApiContext["actor"]): VerifyCaller {
  if (actor.type === "system") throw new ServiceError("forbidden");
  const teamId = actor.permissions.has(platformVerifyPermission) ? null : getTeamId(actor);
  return actor.type === "apiKey"
    ? { teamId, environmentSlug: actor.environment.slug, service: actor.keyId }
    : { teamId, environmentSlug: null, service: actor.userId };
}

function getTeamId(actor: UserActor | ApiKeyActor): string {
  if (actor.type === "apiKey") return actor.teamId;
  if (actor.team === null) throw new ServiceError("forbidden");
  return actor.team.id;
}

/** What an asking service may ask is VERIFY_PER_MINUTE; the quota that counts is the verified key's. */
export function limitAsking({ config }: Pick<Runtime, "config">) {
  if (config.verifyPerMinute === 0) return null;
  return {
    name: "verify",
    limit: { perMinute: config.verifyPerMinute, per10Seconds: config.verifyPerMinute },
  };
}

export const verifyKeyRoute = defineRoute({
  method: "POST",
  path: "/keys/verify",
  operationId: "verifyKey",
  summary: "Whether a key is good, whose it is, what it may do, and whether it is within its limits",
  tag: "Verification",
  access: { anyOf: ["keys:verify", platformVerifyPermission] },
  boundedKey: asking,
  body: verifyKeySchema,
  takesAnyText: true,
  success: { status: 200, description: "The verdict", schema: verifyAnswerSchema },
  handle: (ctx, { body }) => verifyKey(ctx.runtime, describeCaller(ctx.actor), body),
  limitCaller: limitAsking,
});
