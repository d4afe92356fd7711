import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { auth } from "express-oauth2-jwt-bearer";

interface TokenRequest {
  form: Record<string, string>;
  /** The claims of the assertion, whose signature is valid. */
  claims: Record<string, unknown>;
}

export interface TokenEndpoint {
  url: string;
  origin: string;
  /** The requests with a valid assertion. */
  requests: TokenRequest[];
  /** How the next requests are answered. The token is `token-N`. */
  answerWith(answer: (number: number, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

export interface BackendKey {
  /** PKCS #8 (PEM). */
  privateKey: string;
  publicKey: Record<string, string>;
}

/** A key pair in the form in which the console stores it. */
export function createBackendKey(kid = "console-1"): BackendKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const { kty = "", crv = "", x = "", y = "" }: JsonWebKey = publicKey.export({ format: "jwk" });
  return {
    privateKey: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    publicKey: { kty, crv, x, y, kid, alg: "ES384", use: "sig" },
  };
}

/** Checks an assertion with a library for resource servers, which reads the keys from the endpoint. */
async function checkAssertion(
  token: string,
  expected: { clientId: string; audience: string; jwksUri: string },
): Promise<Record<string, unknown>> {
  const { clientId: issuer, audience, jwksUri } = expected;
  const handle: unknown = auth({ issuer, audience, jwksUri, tokenSigningAlg: "ES384" });
  if (typeof handle !== "function") throw new Error("the library returned no middleware");
  const headers = { authorization: `Bearer ${token}` };
  const get = (name: string) => (name === "Host" ? "service.example.com" : undefined);
  const route = { protocol: "https", originalUrl: "/", method: "GET" };
  const request = { ...route, headers, get, is: () => false, query: {}, body: undefined };
  await new Promise<void>((resolve, reject) => {
    handle(request, {}, (error?: Error) => (error === undefined ? resolve() : reject(error)));
  });
  return Reflect.get(request, "auth").payload;
}

/** A token endpoint of SMART backend services, for one client. Its keys are served beside it. */
export async function startTokenEndpoint(clientId: string, key: BackendKey): Promise<TokenEndpoint> {
  const requests: TokenRequest[] = [];
  let origin = "";
  let answer = (number: number, response: ServerResponse) => {
    const body = { access_token: `token-${number}`, token_type: "bearer", expires_in: 300 };
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  };
  const server = createServer(async (request, response) => {
    if (request.url === "/jwks") {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ keys: [key.publicKey] }));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const expected = { clientId, audience: `${origin}/token`, jwksUri: `${origin}/jwks` };
    const claims = await checkAssertion(form.client_assertion ?? "", expected).catch(() => null);
    if (request.method !== "POST" || claims === null) {
      response.writeHead(400).end('{"error":"invalid_client"}');
      return;
    }
    requests.push({ form, claims });
    answer(requests.length, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  origin = `http://127.0.0.1:${address.port}`;
  return {
    url: `${origin}/token`,
    origin,
    requests,
    answerWith: (given) => {
      answer = given;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
