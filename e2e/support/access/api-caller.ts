import { handleApiRequest } from "#lib/api/app.ts";
import type { ApiClient } from "#lib/api/request/client.ts";
import { encodeSessionToken } from "#lib/auth/session/session-token.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

const origin = "http://127.0.0.1:3000";

export interface ApiCall {
  method?: string;
  /** Sent as JSON, except text and bytes, which are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The key to present. */
  key?: string;
  /** The Cookie header of a session. The console's own origin is added, as browsers do. */
  cookie?: string;
  address?: string;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** The parsed body, on which tests assert. */
  body: unknown;
}

/** Sends one request through the whole API, without a socket. */
export async function callApi(path: string, call: ApiCall = {}): Promise<ApiAnswer> {
  const isRaw = typeof call.body === "string" || call.body instanceof Uint8Array;
  const headers = new Headers(call.body === undefined || isRaw ? {} : { "content-type": "application/json" });
  if (call.key !== undefined) headers.set("authorization", `Bearer ${call.key}`);
  if (call.cookie !== undefined) headers.set("origin", origin);
  for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, value);
  const request = new Request(`${origin}/v1/api${path}`, {
    method: call.method ?? (call.body === undefined ? "GET" : "POST"),
    headers,
    body: call.body === undefined ? null : isRaw ? asBodyText(call.body) : JSON.stringify(call.body),
  });
  const client: ApiClient = {
    address: call.address ?? "203.0.113.9",
    authorization: headers.get("authorization"),
    apiKey: headers.get("x-api-key"),
    cookie: call.cookie ?? null,
    requestId: createId("request"),
    isSecure: false,
    host: "127.0.0.1:3000",
    agent: headers.get("user-agent"),
  };
  const response = await handleApiRequest(request, client);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

/** `isRaw` has just confirmed this. */
function asBodyText(body: unknown): string | Uint8Array<ArrayBuffer> {
  return body as string | Uint8Array<ArrayBuffer>;
}

/** Creates a session of this person and returns its Cookie header. */
export async function createSessionCookie(
  database: Database,
  runtime: Pick<Runtime, "secrets">,
  userId: string,
): Promise<{ cookie: string; sessionId: string }> {
  const sessionId = createId("session");
  const now = new Date();
  await database.prisma.session.create({
    data: {
      id: sessionId,
      userId,
      lastSeenAt: now,
      authenticatedAt: now,
      expiresAt: new Date(now.getTime() + 86_400_000),
    },
  });
  const token = await encodeSessionToken({ sid: sessionId }, runtime.secrets.session);
  return { cookie: `next-auth.session-token=${token}`, sessionId };
}
