import { generateKeyPair, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { ClientMetadata } from "oidc-provider";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import { grantType } from "#lib/oauth/answer/endpoints.ts";
import type { ClientApp, ClientSecret } from "#lib/services/oauth/find-client-app.ts";
import type { AppKeys, PublicKey } from "./app-keys.ts";
import { assertAddressHasRoom } from "./count-for-app.ts";
import type { Exchange } from "./exchange.ts";

/** No ID tokens are issued, but the library wants to know how. */
export const idTokenAlgorithm = "ES256";

const generate = promisify(generateKeyPair);

/** Compared with what an app sends, so that the time of a refusal doesn't tell how many secrets there are. */
const decoySecrets: readonly ClientSecret[] = [0, 1].map(() => ({
  id: "",
  hash: randomBytes(32),
  lastUsedAt: null,
}));

/** The live secret with this text. Always compares two digests. */
export function findSecret(app: ClientApp | null, text: string): ClientSecret | null {
  const digest = hashSecret(text);
  const known = app?.secrets ?? [];
  const compared = [...known, ...decoySecrets].slice(0, Math.max(known.length, decoySecrets.length));
  const [match] = compared.filter(({ hash }) => timingSafeEqual(hash, digest));
  return match ?? null;
}

let decoyKeys: Promise<PublicKey[]> | undefined;

function exportKey({ publicKey }: { publicKey: KeyObject }): PublicKey {
  return { ...publicKey.export({ format: "jwk" }) };
}

/**
 * Keys that sign nothing, one for each type. An assertion for an app that doesn't exist or can't request tokens is checked with
 * them, so that it is refused as late as one with a wrong signature.
 */
function loadDecoyKeys(): Promise<PublicKey[]> {
  decoyKeys ??= Promise.all([
    generate("rsa", { modulusLength: 2048 }).then(exportKey),
    generate("ec", { namedCurve: "P-256" }).then(exportKey),
    generate("ec", { namedCurve: "P-384" }).then(exportKey),
    generate("ed25519").then(exportKey),
  ]);
  return decoyKeys;
}

async function loadKeys(exchange: Exchange, keys: AppKeys): Promise<PublicKey[]> {
  const { app, assertion } = exchange;
  const kid = assertion?.kid;
  const { jwks = null, jwksUri = null } = app ?? {};
  const own =
    app !== null && jwksUri !== null
      ? await keys.load({
          ownerId: app.id,
          uri: jwksUri,
          kid,
          beforeRequest: () => assertAddressHasRoom(exchange),
        })
      : (jwks?.keys ?? []);
  const usable = own.length > 0 ? own : await loadDecoyKeys();
  // A single key needs no name, but the library compares names.
  const named = usable.map((key) => (kid !== undefined && key.kid === undefined ? { ...key, kid } : key));
  return named;
}

/**
 * What the library needs to know about a client. An unknown one looks like any other, and fails when it proves who it is.
 * The name is different for each request, because the library keeps clients whose description it knows.
 */
export async function describeClient(id: string, exchange: Exchange, keys: AppKeys): Promise<ClientMetadata> {
  const common = {
    client_id: id,
    client_name: exchange.requestId,
    grant_types: [grantType],
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: idTokenAlgorithm,
  } as const;
  if (exchange.assertion === null) {
    // The secret is never compared with this text.
    return {
      ...common,
      token_endpoint_auth_method: "client_secret_basic",
      client_secret: exchange.requestId,
    };
  }
  return {
    ...common,
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: (await loadKeys(exchange, keys)).map((key) => ({ ...key })) },
  };
}
