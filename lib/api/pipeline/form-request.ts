import type { ApiRequest } from "#lib/api/request/api-request.ts";
import type { ApiClient } from "#lib/api/request/client.ts";
import { assertStorableText } from "#lib/api/request/read-body.ts";
import { createUnauthorized, invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { getAddressQuota } from "#lib/verification/answer/quota.ts";
import type { Identity } from "../caller/identify.ts";
import type { Route } from "./define-route.ts";

/** A request with a form as its body, which can contain the sender's key id and secret (RFC 6749, section 2.3.1). */
export interface FormRequest {
  /** Null: the body is not a form. */
  fields: Record<string, string> | null;
  /** The client with the credential it sent, in a header or in the form. */
  client: ApiClient;
  /** The key id that the sender claims. Null: none. */
  clientId: string | null;
}

/** Throws `invalid_request` for a repeated field, and for a sender that authenticates in two ways. */
export async function readFormRequest(
  request: ApiRequest,
  client: ApiClient,
  route: Pick<Route, "takesAnyText">,
): Promise<FormRequest> {
  const fields = await readFields(request, route.takesAnyText === true);
  const basic = readBasic(client.authorization);
  const isInBody = fields?.client_secret !== undefined;
  if (isInBody && (client.authorization !== null || client.apiKey !== null)) {
    throw new ServiceError("invalid_request", { message: "Send exactly one key, in one place" });
  }
  const named = isInBody ? { id: fields.client_id ?? "", secret: fields.client_secret ?? "" } : basic;
  if (named === null) return { fields, client, clientId: null };
  return { fields, client: { ...client, authorization: `Bearer ${named.secret}` }, clientId: named.id };
}

/** Rejects a valid key with another key's id. It counts against the IP address, as any invalid credential does. */
export function checkClientId(identity: Identity, { client, clientId }: FormRequest): Identity {
  if (clientId === null || identity.outcome !== "actor") return identity;
  if (identity.actor.type === "apiKey" && identity.actor.keyId === clientId) return identity;
  return { outcome: "refused", refusal: createUnauthorized(true), quota: getAddressQuota(client.address) };
}

async function readFields(
  request: ApiRequest,
  takesAnyText: boolean,
): Promise<Record<string, string> | null> {
  const [type] = (request.readHeader("content-type") ?? "").split(";");
  if (type?.trim().toLowerCase() !== "application/x-www-form-urlencoded") return null;
  const fields: Record<string, string> = {};
  const text = new TextDecoder().decode(await request.readBody());
  for (const [name, value] of new URLSearchParams(text)) {
    if (!takesAnyText) assertStorableText(value);
    if (Object.hasOwn(fields, name)) throw invalidField(name.slice(0, 100), "Must not be repeated");
    if (name !== "__proto__") fields[name] = value;
  }
  return fields;
}

/** Both halves are form-encoded before they are joined. Null for another scheme or an unreadable value. */
function readBasic(authorization: string | null): { id: string; secret: string } | null {
  const [, encoded] = /^\s*basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":");
  if (colon === -1) return null;
  try {
    return {
      id: decodeURIComponent(text.slice(0, colon)),
      secret: decodeURIComponent(text.slice(colon + 1)),
    };
  } catch {
    return null;
  }
}
