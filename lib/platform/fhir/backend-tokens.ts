import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { z } from "zod";
import type { KeptAlive } from "#lib/platform/outbound/kept-alive.ts";
import { createBadGateway } from "./bad-gateway.ts";

/** A server that the console signs in to (SMART Backend Services). */
export interface BackendServer {
  id: string;
  baseUrl: string;
  clientId: string;
  scopes: string;
  /** Null: the server's SMART configuration says where. */
  tokenUrl: string | null;
  /** In PKCS #8 (PEM), for ES384. */
  privateKey: string;
  /** The name of the key, if it has one. */
  keyId: string | null;
}

export interface BackendTokens {
  /** An access token. One is requested at a time for each server, and kept until shortly before it expires. */
  find(server: BackendServer, nowMs: number): Promise<string>;
  /** Forgets a token that the server refused, unless there is already another one. */
  drop(server: BackendServer, token: string): void;
}

const timeoutMs = 10_000;
const maxBytes = 256 * 1024;

/** A token is replaced this long before it expires. */
const marginSeconds = 20;
/** RFC 6749 recommends `expires_in`. Without it, a token is kept for a short time. */
const unknownLifeSeconds = 60;
const maxLifeSeconds = 3_600;

/** SMART allows at most 5 minutes. */
const assertionSeconds = 240;

const configurationSchema = z.object({ token_endpoint: z.string().max(2000) });

const tokenSchema = z.object({
  access_token: z
    .string()
    .min(1)
    .max(8_000)
    .regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().max(86_400_000).optional(),
});

export interface KeptToken {
  token: string;
  expiresAtMs: number;
}

/** Everything that a token depends on. */
function nameSource({ id, baseUrl, clientId, scopes, tokenUrl, privateKey }: BackendServer): string {
  return JSON.stringify([id, baseUrl, clientId, scopes, tokenUrl, privateKey]);
}

export function createBackendTokens(outbound: KeptAlive): BackendTokens {
  const known = new Map<
    string,
    { source: string; kept: KeptToken | null; running: Promise<KeptToken> | null }
  >();

  const open = (server: BackendServer) => {
    const source = nameSource(server);
    const existing = known.get(server.id);
    if (existing?.source === source) return existing;
    const created = { source, kept: null, running: null };
    known.set(server.id, created);
    return created;
  };

  return {
    find: async (server, nowMs) => {
      const entry = open(server);
      if (entry.kept !== null && entry.kept.expiresAtMs > nowMs) return entry.kept.token;
      entry.running ??= requestBackendToken(outbound, server, nowMs)
        .then((kept) => {
          entry.kept = kept;
          return kept;
        })
        .finally(() => {
          entry.running = null;
        });
      return (await entry.running).token;
    },
    drop: (server, token) => {
      const entry = open(server);
      if (entry.kept?.token === token) entry.kept = null;
    },
  };
}

/** The console's credential may only be sent to an address as well protected as the server's own. */
function readTokenAddress(text: string, baseUrl: string): URL {
  const url = URL.parse(text);
  const isUsable =
    url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (!isUsable || (url.protocol === "http:" && baseUrl.startsWith("https:"))) {
    throw createBadGateway("The FHIR server's SMART configuration has no usable token endpoint");
  }
  return url;
}

function parse<Output>(schema: z.ZodType<Output>, body: Buffer): Output | null {
  try {
    return schema.safeParse(JSON.parse(body.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

async function findTokenUrl(outbound: KeptAlive, server: BackendServer, signal: AbortSignal): Promise<URL> {
  if (server.tokenUrl !== null) return new URL(server.tokenUrl);
  const { status, body } = await outbound.send({
    method: "GET",
    url: new URL(`${server.baseUrl}/.well-known/smart-configuration`),
    headers: { Accept: "application/json" },
    body: null,
    maxBytes,
    signal,
  });
  const configuration = status === 200 ? parse(configurationSchema, body) : null;
  if (configuration === null) throw createBadGateway("The FHIR server has no SMART configuration");
  return readTokenAddress(configuration.token_endpoint, server.baseUrl);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A signed assertion (RFC 7523). Its audience is the address that it is sent to, so it is worth nothing elsewhere. */
function createAssertion(
  { clientId, keyId, privateKey }: BackendServer,
  audience: string,
  nowMs: number,
): string {
  const header = { alg: "ES384", typ: "JWT", ...(keyId === null ? {} : { kid: keyId }) };
  const seconds = Math.floor(nowMs / 1000);
  const claims = { iss: clientId, sub: clientId, aud: audience, jti: randomUUID() };
  const text = `${encode(header)}.${encode({ ...claims, iat: seconds, exp: seconds + assertionSeconds })}`;
  const key = createPrivateKey(privateKey);
  const signature = sign("sha384", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}

/** Requests an access token. Rejects with `bad_gateway` if the server issues none, and as KeptAlive does. */
export async function requestBackendToken(
  outbound: KeptAlive,
  server: BackendServer,
  nowMs: number,
): Promise<KeptToken> {
  const signal = AbortSignal.timeout(timeoutMs);
  const url = await findTokenUrl(outbound, server, signal);
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    scope: server.scopes,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: createAssertion(server, url.href, nowMs),
  });
  const { status, body } = await outbound.send({
    method: "POST",
    url,
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    body: Buffer.from(form.toString()),
    maxBytes,
    signal,
  });
  const issued = status === 200 ? parse(tokenSchema, body) : null;
  if (issued === null) {
    throw createBadGateway(`The FHIR server issued no access token to the console (status ${status})`);
  }
  const lifeSeconds = Math.min(issued.expires_in ?? unknownLifeSeconds, maxLifeSeconds);
  // A token that lives for seconds is used once.
  const usableSeconds = Math.max(lifeSeconds - marginSeconds, lifeSeconds / 2);
  return { token: issued.access_token, expiresAtMs: nowMs + usableSeconds * 1000 };
}
