import type { ApiKeyActor } from "#lib/domain/actor.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import { decideVerdict } from "#lib/domain/keys/verdict.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";

/**
 * `addressNotAllowed`: a valid key used from outside its allowlist. It counts toward the IP address, not
 * toward the key.
 */
export type KeyAuthentication =
  | { outcome: "actor"; actor: ApiKeyActor; key: KnownKey }
  | { outcome: "addressNotAllowed" }
  | { outcome: "invalid" };

/**
 * The actor of a presented secret, used from the client's IP address. `invalid` covers unknown, revoked,
 * disabled, expired and malformed keys and tokens: the caller answers all of them with 401. So are tokens that people gave apps,
 * except where `acceptsGrants` says that they count. Rejects if the database cannot be reached.
 */
export async function resolveKeyActor(
  runtime: Pick<Runtime, "keys">,
  secret: string,
  { address, acceptsGrants = false }: { address: string | null; acceptsGrants?: boolean },
): Promise<KeyAuthentication> {
  const { keys } = runtime;
  const key = await (acceptsGrants ? keys.findWithGrants(secret) : keys.find(secret));
  if (key === null) return { outcome: "invalid" };
  // Read now, because finding the key may have taken long.
  const nowMs = runtime.keys.clock.now();
  const verdict = decideVerdict(key, { ip: address ?? undefined }, nowMs, key.permissions);
  if (verdict.code === "IP_NOT_ALLOWED") return { outcome: "addressNotAllowed" };
  if (verdict.code !== "VALID") return { outcome: "invalid" };
  return { outcome: "actor", actor: toActor(key, verdict.permissions, secret), key };
}

function toActor(key: KnownKey, permissions: ReadonlySet<string>, secret: string): ApiKeyActor {
  return {
    type: "apiKey",
    credential: key.credential,
    keyId: key.keyId,
    secretId: key.secretId,
    name: key.name,
    teamId: key.teamId,
    environment: key.environment,
    owner: { type: key.owner.type, id: key.owner.id },
    role: key.owner.role,
    inheritsPermissions: key.inheritsPermissions,
    permissions,
    smartScopes: key.smartScopes,
    grant: key.grant,
    tokenHash: key.credential === "app" ? new Uint8Array(hashSecret(secret)) : null,
    resources: key.resources,
    expiresAt: key.expiresAtMs === null ? null : new Date(key.expiresAtMs),
    allowedIps: key.allowedIps,
    rateLimit: key.rateLimit,
  };
}
