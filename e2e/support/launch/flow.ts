import { createHash, randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { gatewayUrl } from "#e2e/support/fhir/gateway.ts";

/** One app, and one person who opens it. */
export interface LaunchWorld {
  /** Addresses of the instances. The requests go to each in turn. */
  origins: readonly string[];
  /** The console's own address. */
  publicOrigin: string;
  teamId: string;
  serverId: string;
  /** The `Cookie` header of the person. */
  cookie: string;
  /** Can introspect tokens. */
  key: string;
  app: { id: string; redirectUri: string };
}

export type Json = Record<string, unknown>;

/** Waits when a limit is reached: the limits aren't what is tested. */
async function send(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { redirect: "manual", ...init });
  if (response.status !== 429) return response;
  await response.arrayBuffer();
  await wait(1_000 * Number(response.headers.get("retry-after") ?? 1));
  return send(url, init);
}

export async function readJson(response: Response, expected = 200): Promise<Json> {
  const text = await response.text();
  if (response.status !== expected) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

export function createPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** What the browser, the app and the person send while an app is opened, one step each. */
export function createFlow(world: LaunchWorld, start = 0) {
  const { app, publicOrigin, serverId } = world;
  let step = start;
  const next = () => world.origins[step++ % world.origins.length] ?? "";
  const ask = (path: string, body: object) =>
    send(`${next()}/v1/api${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        cookie: world.cookie,
        origin: publicOrigin,
        "x-team-id": world.teamId,
      },
      body: JSON.stringify(body),
    });
  const requestToken = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    send(`${next()}/oauth/token`, {
      method: "POST",
      headers,
      body: new URLSearchParams({ client_id: app.id, ...form }),
    });
  const base = gatewayUrl(publicOrigin, serverId);
  return {
    base,
    launch: async (context: object): Promise<Json> =>
      readJson(await ask(`/apps/${app.id}/launches`, { fhirServerId: serverId, ...context }), 201),
    /** The query string of a request. */
    describe: (fields: Record<string, string>) =>
      new URLSearchParams({
        response_type: "code",
        client_id: app.id,
        redirect_uri: app.redirectUri,
        aud: base,
        code_challenge_method: "S256",
        ...fields,
      }),
    authorize: (query: URLSearchParams, method: "GET" | "POST" = "GET") =>
      method === "GET"
        ? send(`${next()}/oauth/authorize?${query}`)
        : send(`${next()}/oauth/authorize`, { method, body: query }),
    /** The person agrees to these scopes, and returns to the app. */
    agree: async (request: string, scopes: string[], patient: string | null = null): Promise<URL> => {
      const answer = await ask("/me/authorizations", { request, scopes, patient });
      return new URL(String((await readJson(answer, 201)).redirectTo));
    },
    exchange: (code: string, verifier: string, fields: Record<string, string> = {}) =>
      requestToken({
        grant_type: "authorization_code",
        redirect_uri: app.redirectUri,
        code,
        code_verifier: verifier,
        ...fields,
      }),
    requestToken,
    introspect: async (token: unknown): Promise<Json> =>
      readJson(
        await send(`${next()}/v1/api/oauth/introspect`, {
          method: "POST",
          headers: { authorization: `Bearer ${world.key}` },
          body: new URLSearchParams({ token: String(token) }),
        }),
      ),
    read: (token: unknown, path: string, headers: Record<string, string> = {}) =>
      send(`${gatewayUrl(next(), serverId)}/${path}`, {
        headers: { authorization: `Bearer ${token}`, ...headers },
      }),
  };
}
