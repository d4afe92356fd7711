import type { BoundedKey } from "#lib/api/pipeline/bounded-key.ts";
import { type ApiContext, defineRoute } from "#lib/api/pipeline/define-route.ts";
import { verifyAnswerSchema, verifyKeySchema } from "#lib/contract/keys/verify.ts";
import type { ApiKeyActor, UserActor } from "#lib/domain/actor.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type VerifyCaller, verifyKey } from "#lib/verification/answer/answer-verify.ts";

/** The calling key is limited to an environment, but the keys it verifies are not. */
export const verifyingKey: BoundedKey = {
  effect: "unaffected",
  reason:
    "The caller already has the secret it verifies. The result is for the requested environment, by default the calling key's.",
};

/** The team whose keys the caller can verify, and the default environment. */
export function describeCaller({ actor, request }: Pick<ApiContext, "actor" | "request">): VerifyCaller {
  const requestId = request.id;
  if (actor.type === "system") throw new ServiceError("forbidden");
  const teamId = actor.permissions.has(platformVerifyPermission) ? null : getTeamId(actor);
  return actor.type === "apiKey"
    ? { teamId, environmentSlug: actor.environment.slug, service: actor.keyId, requestId }
    : { teamId, environmentSlug: null, service: actor.userId, requestId };
}

function getTeamId(actor: UserActor | ApiKeyActor): string {
  if (actor.type === "apiKey") return actor.teamId;
  if (actor.team === null) throw new ServiceError("forbidden");
  return actor.team.id;
}

/** A service that verifies keys is limited by VERIFY_PER_MINUTE. The verified key's own limits are counted apart. */
export function limitVerifier({ config }: Pick<Runtime, "config">) {
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
  summary: "Verify a key: whether it is valid, its owner, its permissions and its rate limits",
  tag: "Verification",
  access: { anyOf: ["keys:verify", platformVerifyPermission] },
  asksAgain: "never",
  boundedKey: verifyingKey,
  body: verifyKeySchema,
  takesAnyText: true,
  success: { status: 200, description: "The result of the verification", schema: verifyAnswerSchema },
  handle: (ctx, { body }) => verifyKey(ctx.runtime, describeCaller(ctx), body),
  limitCaller: limitVerifier,
});
