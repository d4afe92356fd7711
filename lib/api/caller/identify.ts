import type { ApiRequest } from "#lib/api/request/api-request.ts";
import type { ApiClient } from "#lib/api/request/client.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import { isAboutTeam } from "#lib/auth/session/team-access.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { beyondBound, createUnauthorized, notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { isId } from "#lib/domain/common/ids.ts";
import { personRateLimit } from "#lib/domain/limits/built-in-limits.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { resolveKeyActor } from "#lib/verification/answer/authenticate.ts";
import { getAddressQuota, getKeyQuota, type Quota } from "#lib/verification/answer/quota.ts";
import {
  credentialProblems,
  readPresentedCredential,
} from "#lib/verification/question/presented-credential.ts";

/** Who sent the request. `refusal` is the error to respond with, after the request has been counted. */
export type Identity =
  | { outcome: "actor"; actor: Actor; quota: Quota }
  | { outcome: "anonymous"; quota: Quota }
  | { outcome: "refused"; refusal: ServiceError; quota: Quota };

/** What the caller wants to use. */
interface Where {
  /** The team in the path of a route below /teams/{id}; it overrides X-Team-Id. */
  pathTeamId: string | undefined;
  /** Whether a token that a person gave an app counts here. */
  acceptsGrants: boolean;
}

async function identifyKey(
  runtime: Runtime,
  secret: string,
  client: ApiClient,
  { pathTeamId, acceptsGrants }: Where,
): Promise<Identity> {
  const { address } = client;
  const addressQuota = getAddressQuota(address);
  const found = await resolveKeyActor(runtime, secret, { address, acceptsGrants });
  switch (found.outcome) {
    case "invalid":
      return { outcome: "refused", refusal: createUnauthorized(true), quota: addressQuota };
    case "addressNotAllowed":
      return { outcome: "refused", refusal: beyondBound("address"), quota: addressQuota };
    case "actor": {
      const quota = getKeyQuota(found.key, runtime.config);
      if (pathTeamId !== undefined && pathTeamId !== found.actor.teamId) {
        return { outcome: "refused", refusal: notFound(), quota };
      }
      return { outcome: "actor", actor: found.actor, quota };
    }
  }
}

async function identifyPerson(
  runtime: Runtime,
  request: ApiRequest,
  client: ApiClient,
  pathTeamId: string | undefined,
): Promise<Identity> {
  const now = new Date(runtime.keys.clock.now());
  const teamId = pathTeamId ?? request.readHeader("x-team-id") ?? undefined;
  // A path can contain text that the database rejects, such as U+0000, so check that it has the form of a team id.
  const isTeamImpossible = teamId !== undefined && !isId("team", teamId);
  const options = {
    teamId: isTeamImpossible ? undefined : teamId,
    now,
    address: client.address,
    agent: client.agent,
  };
  const actor = await resolveUserActor(runtime, client.cookie, options).catch((error: unknown) => {
    if (isAboutTeam(error)) return error;
    throw error;
  });
  if (actor instanceof ServiceError) {
    return { outcome: "refused", refusal: actor, quota: getAddressQuota(client.address) };
  }
  if (actor === null) return { outcome: "anonymous", quota: getAddressQuota(client.address) };
  if (isTeamImpossible) {
    return { outcome: "refused", refusal: notFound(), quota: getAddressQuota(client.address) };
  }
  return { outcome: "actor", actor, quota: { counter: `user:${actor.userId}`, limits: personRateLimit } };
}

/**
 * Identifies the sender of the request. If a key is presented, only the key counts: an invalid one never falls back to
 * the cookie. A team that the person or key does not belong to is `not_found`. Rejects if the database is unavailable.
 */
export async function identify(
  runtime: Runtime,
  request: ApiRequest,
  client: ApiClient,
  where: Where,
): Promise<Identity> {
  const credential = readPresentedCredential({ authorization: client.authorization, apiKey: client.apiKey });
  switch (credential.kind) {
    case "ambiguous":
    case "misplacedBearer": {
      const message = credentialProblems[credential.kind];
      const refusal = new ServiceError("invalid_request", { message });
      return { outcome: "refused", refusal, quota: getAddressQuota(client.address) };
    }
    case "malformed":
      return {
        outcome: "refused",
        refusal: createUnauthorized(true),
        quota: getAddressQuota(client.address),
      };
    case "key":
      return identifyKey(runtime, credential.secret, client, where);
    case "none":
      return identifyPerson(runtime, request, client, where.pathTeamId);
  }
}
