import { createId } from "#lib/domain/common/ids.ts";
import { createProvisioningToken, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { handleScimRequest } from "#lib/scim/app.ts";

const origin = "http://127.0.0.1:3000";

export interface ScimCall {
  /** Null: no credential. */
  token?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
  address?: string;
}

/** A response, whose body tests assert on. */
export interface ScimAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Sends one request through the whole SCIM API, without a socket. */
export async function callScim(
  method: string,
  path: string,
  { token = null, body, headers: sent = {}, address = "203.0.113.9" }: ScimCall,
): Promise<ScimAnswer> {
  const headers = new Headers(body === undefined ? {} : { "content-type": "application/scim+json" });
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  for (const [name, value] of Object.entries(sent)) headers.set(name, value);
  const request = new Request(`${origin}/scim/v2${path}`, {
    method,
    headers,
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  });
  const response = await handleScimRequest(request, {
    address,
    authorization: headers.get("authorization"),
    apiKey: headers.get("x-api-key"),
    cookie: headers.get("cookie"),
    requestId: createId("request"),
    isSecure: false,
    host: "127.0.0.1:3000",
    agent: "a directory",
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
}

/** A live token of a directory. */
export async function insertScimToken(database: Database): Promise<{ id: string; token: string }> {
  const token = createProvisioningToken();
  const id = createId("provisioningToken");
  await database.prisma.provisioningToken.create({
    data: {
      id,
      name: "Directory",
      tokenHash: new Uint8Array(hashSecret(token)),
      hint: "be_scim_…",
      createdById: "user_test",
      createdAt: new Date(),
    },
  });
  return { id, token };
}
