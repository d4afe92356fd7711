import { type AppKeys, createAppKeys, type PublicKey } from "#lib/oauth/authorization-server/app-keys.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { listAllowed, type OutboundConfig } from "#lib/platform/outbound/list-allowed.ts";
import { type Resolve, sendGuardedRequest } from "#lib/platform/outbound/send-guarded-request.ts";
import type { ExchangeIssuer } from "#lib/services/federation/exchange/find-exchange-rules.ts";

const timeoutMs = 5_000;
const maxBytes = 64 * 1024;
/** How long the address of the keys is kept, and how long a failure is. */
const keptMs = 3_600_000;
const pauseMs = 10_000;
const maxIssuers = 1_000;

interface Discovered {
  issuer: string;
  /** Null: the document could not be read. */
  jwksUri: string | null;
  untilMs: number;
}

interface IssuerKeysOptions {
  config: OutboundConfig;
  logger: Pick<Logger, "warn">;
  resolve?: Resolve;
  /** A monotonic clock in milliseconds. */
  readMs?: () => number;
  keys?: AppKeys;
}

interface KeyQuestion {
  issuer: Pick<ExchangeIssuer, "id" | "issuer" | "jwks">;
  /** The `kid` of the token. */
  kid: string | undefined;
  /** Called before a request that this question would cause. Rejects if the asker has caused too many. */
  beforeRequest: () => Promise<void>;
}

/** Finds the public keys of issuers: those that were uploaded, or by OpenID Connect Discovery 1.0. */
export interface IssuerKeys {
  /** Empty if they can't be read. */
  load(question: KeyQuestion): Promise<readonly PublicKey[]>;
}

/** An address that keys may be read at: never over a connection that others can change. */
function isKeyAddress(text: unknown): text is string {
  const url = typeof text === "string" ? URL.parse(text) : null;
  if (url === null || url.username !== "" || url.password !== "") return false;
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
}

export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const { config, logger, resolve, readMs = () => performance.now() } = options;
  const keys =
    options.keys ?? createAppKeys({ config, logger, ...(resolve === undefined ? {} : { resolve }) });
  const discovered = new Map<string, Discovered>();
  const running = new Map<string, Promise<Discovered>>();

  const requestDocument = async ({ id, issuer }: KeyQuestion["issuer"]): Promise<Discovered> => {
    try {
      const { status, body } = await sendGuardedRequest({
        url: new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`),
        accept: "application/json",
        allowed: listAllowed(config),
        maxBytes,
        signal: AbortSignal.timeout(timeoutMs),
        resolve,
      });
      const document: object = Object(status === 200 ? JSON.parse(body) : null);
      const jwksUri: unknown = Reflect.get(document, "jwks_uri");
      // Section 4.3: the same text, or the document is another issuer's.
      if (Reflect.get(document, "issuer") !== issuer || !isKeyAddress(jwksUri)) {
        throw new Error("the document is not this issuer's");
      }
      return { issuer, jwksUri, untilMs: readMs() + keptMs };
    } catch (error) {
      const reason = error instanceof Error ? error.message : "";
      logger.warn({ issuerId: id, reason }, "the discovery document of an issuer can't be read");
      return { issuer, jwksUri: null, untilMs: readMs() + pauseMs };
    }
  };

  /** One request at a time for each issuer. */
  const discover = async ({ issuer, beforeRequest }: KeyQuestion): Promise<string | null> => {
    const known = discovered.get(issuer.id);
    if (known !== undefined && known.issuer === issuer.issuer && readMs() < known.untilMs)
      return known.jwksUri;
    await beforeRequest();
    const started = running.get(issuer.id) ?? requestDocument(issuer);
    running.set(issuer.id, started);
    const result = await started.finally(() => running.delete(issuer.id));
    discovered.delete(issuer.id);
    discovered.set(issuer.id, result);
    const oldest = discovered.keys().next().value;
    if (discovered.size > maxIssuers && oldest !== undefined) discovered.delete(oldest);
    return result.jwksUri;
  };

  return {
    load: async (question) => {
      const { issuer, kid, beforeRequest } = question;
      if (issuer.jwks !== null) return issuer.jwks.keys;
      const uri = await discover(question);
      return uri === null ? [] : keys.load({ ownerId: issuer.id, uri, kid, beforeRequest });
    },
  };
}
