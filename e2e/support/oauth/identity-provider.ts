import { randomUUID } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import Provider from "oidc-provider";
import { type AppKey, createAppKey, signToken } from "./sign-assertion.ts";

type Claims = Record<string, unknown>;

/** An issuer of identity tokens for machines, as a service for builds has. It is a real OpenID provider on loopback. */
export interface IdentityProvider {
  issuer: string;
  /** The key that it publishes, and signs with. */
  key: AppKey;
  /** A token of the provider itself, with these claims besides its own. */
  issue(audience: string, claims: Claims): Promise<string>;
  /** A token that is signed here, so that anything in it can be wrong. Without changes, it is valid. */
  forge(audience: string, claims: Claims, changes?: { header?: Claims; key?: AppKey }): string;
  /** How often its public keys were read. */
  countKeyRequests(): number;
  /** Publishes another key, and signs with it. */
  rotate(): void;
  /** Answers instead of the provider, for paths that this returns true for. */
  intercept: ((...parts: Parameters<RequestListener>) => boolean) | null;
  close(): Promise<void>;
}

const lifetimeSeconds = 300;
const client = { id: "machine", secret: "secret-of-the-machine" };

function exportPrivate({ alg, kid, privateKey }: AppKey) {
  return { ...privateKey.export({ format: "jwk" }), alg, kid, use: "sig" };
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  const issuer = `http://127.0.0.1:${address.port}`;
  let claims: Claims = {};
  let keyRequests = 0;

  const createProvider = (key: AppKey) =>
    new Provider(issuer, {
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          grant_types: ["client_credentials"],
          redirect_uris: [],
          response_types: [],
        },
      ],
      jwks: { keys: [exportPrivate(key)] },
      ttl: { ClientCredentials: lifetimeSeconds },
      cookies: { keys: ["signs the provider's own cookies"] },
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_ctx, resource) => ({
            scope: "",
            audience: decodeURIComponent(new URL(resource).pathname.slice(1)),
            accessTokenFormat: "jwt",
            accessTokenTTL: lifetimeSeconds,
            jwt: { sign: { alg: "RS256" } },
          }),
        },
      },
      formats: {
        customizers: {
          jwt: (_ctx, _token, jwt) => {
            jwt.header = { typ: "JWT" };
            jwt.payload = { ...jwt.payload, ...claims };
          },
        },
      },
    });

  let key = createAppKey("RS256");
  let provider = createProvider(key);
  const running: IdentityProvider = {
    issuer,
    get key() {
      return key;
    },
    issue: async (audience, own) => {
      claims = own;
      const answer = await fetch(`${issuer}/token`, {
        method: "POST",
        headers: {
          authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`,
        },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          resource: `https://resource.example.com/${encodeURIComponent(audience)}`,
        }),
      });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      return token;
    },
    forge: (audience, own, { header = {}, key: signer = key } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const times = { iat: now, exp: now + lifetimeSeconds, jti: randomUUID() };
      return signToken(
        signer,
        { alg: signer.alg, kid: signer.kid, typ: "JWT", ...header },
        { iss: issuer, aud: audience, ...times, ...own },
      );
    },
    countKeyRequests: () => keyRequests,
    rotate: () => {
      key = createAppKey("RS256");
      provider = createProvider(key);
    },
    intercept: null,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on("request", (request, response) => {
    if (request.url === "/jwks") keyRequests += 1;
    if (running.intercept?.(request, response) === true) return;
    void provider.callback()(request, response);
  });
  return running;
}
