import { createHmac } from "node:crypto";
import type { ApiRequest } from "#lib/api/request/api-request.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { claimIdempotencyKey, type RequestDigests } from "#lib/services/idempotency/begin.ts";
import { releaseClaim } from "#lib/services/idempotency/release.ts";
import type { ApiContext, RawInput, Route } from "./define-route.ts";

/** Throws `invalid_request` for a key that is too long or contains other characters than printable ASCII. */
function readIdempotencyKey(request: ApiRequest): string | null {
  const key = request.readHeader("idempotency-key");
  if (key === null) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField("Idempotency-Key", "Must be 1 to 255 printable ASCII characters");
  }
  return key;
}

function getCaller(actor: Actor): string | null {
  if (actor.type === "user") return `user:${actor.userId}`;
  return actor.type === "apiKey" ? `apiKey:${actor.keyId}` : null;
}

/** A keyed digest, so that nobody can guess the body from the stored record. */
function digestRequest(secret: string, request: ApiRequest, raw: RawInput): RequestDigests {
  const { method, path, search } = request;
  const body = raw.body ?? null;
  const digest = (content: unknown) => {
    const parts = [method, path, search, request.readHeader("x-team-id"), content];
    return createHmac("sha256", secret).update(JSON.stringify(parts)).digest();
  };
  return { asWritten: digest(body), content: digest(sortFields(body)) };
}

/** The same JSON with the fields of every object sorted. The order of lists is significant and is kept. */
function sortFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortFields);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, part]) => [name, sortFields(part)] as const);
  // As pairs: in an object, names that are numbers would always come first.
  return { fields: fields.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** Runs the route only once for all requests of a caller with the same Idempotency-Key within 24 hours. */
export async function runIdempotently(
  ctx: ApiContext,
  route: Route,
  request: ApiRequest,
  raw: RawInput,
): Promise<unknown> {
  const key = request.method === "POST" ? readIdempotencyKey(request) : null;
  const caller = getCaller(ctx.actor);
  const { replay } = route;
  if (key === null || caller === null || replay === undefined) return route.run(ctx, raw);
  const accepted = ctx.runtime.secrets.session.map((secret) => digestRequest(secret, request, raw));
  const [digests] = accepted;
  if (digests === undefined) throw new Error("no session secret is set");
  const claimed = await claimIdempotencyKey(ctx, { caller, key, digests, accepted });
  if (claimed.outcome === "done") return replay(ctx, claimed.resourceId);
  try {
    return await route.run({ ...ctx, idempotency: claimed.claim }, raw);
  } finally {
    // Does nothing if the mutation has completed the claim.
    await releaseClaim(ctx, claimed.claim);
  }
}
