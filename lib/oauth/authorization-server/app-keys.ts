import { setTimeout } from "node:timers/promises";
import { findKeySetProblem } from "#lib/domain/apps/key-set.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { listAllowed, type OutboundConfig } from "#lib/platform/outbound/list-allowed.ts";
import { RequestFailed } from "#lib/platform/outbound/request-failed.ts";
import { type Resolve, sendGuardedRequest } from "#lib/platform/outbound/send-guarded-request.ts";
import { readCacheMs } from "./cache-time.ts";

export type PublicKey = Readonly<Record<string, unknown>>;

const timeoutMs = 5_000;
const maxBytes = 64 * 1024;
/** A key set can contain keys for other purposes too. */
const maxKeys = 50;
/** How often an unknown `kid`, or an address that failed, can cause a request. */
const minPauseMs = 10_000;
/**
 * How often keys are read that may not be kept, as one with `no-store`. Forged assertions ask for them too, so they wait for the
 * next request, which all of them share.
 */
const betweenRequestsMs = 1_000;
const maxOwners = 1_000;

interface CachedKeys {
  uri: string;
  keys: readonly PublicKey[];
  freshUntilMs: number;
  requestedAtMs: number;
  hasFailed: boolean;
}

interface AppKeysOptions {
  config: OutboundConfig;
  logger: Pick<Logger, "warn">;
  resolve?: Resolve;
  /** A monotonic clock in milliseconds. */
  readMs?: () => number;
  /** Resolves after this many milliseconds. */
  wait?: (ms: number) => Promise<unknown>;
}

interface KeyAddress {
  /** The app or issuer whose keys they are. */
  ownerId: string;
  uri: string;
  /** The `kid` of the assertion. */
  kid: string | undefined;
}

interface KeyQuestion extends KeyAddress {
  /** Called before a request that this question would cause. Rejects if the asker has caused too many. */
  beforeRequest?: () => Promise<void>;
}

/** Reads the public keys of apps and issuers from the addresses that they named. */
export interface AppKeys {
  /** The keys that this app or issuer can sign with. Empty if its address can't be read. */
  load(question: KeyQuestion): Promise<readonly PublicKey[]>;
}

/** Keys of a set that can check signatures. Others in the same set have another purpose. */
function readKeys(body: string): PublicKey[] {
  const keys: unknown = Reflect.get(Object(JSON.parse(body)), "keys");
  if (!Array.isArray(keys) || keys.length > maxKeys) throw new Error("the response is not a key set");
  return keys
    .map((key: unknown): PublicKey => ({ ...Object(key) }))
    .filter((key) => findKeySetProblem([key]) === null);
}

function explain(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "timed_out";
  if (error instanceof RequestFailed) return error.reason;
  return error instanceof SyntaxError
    ? "the response is not JSON"
    : error instanceof Error
      ? error.message
      : "";
}

export function createAppKeys({
  config,
  logger,
  resolve,
  readMs = () => performance.now(),
  wait = (ms) => setTimeout(ms),
}: AppKeysOptions): AppKeys {
  const cached = new Map<string, CachedKeys>();
  const running = new Map<string, Promise<CachedKeys>>();

  const request = async ({ ownerId, uri }: KeyAddress): Promise<CachedKeys> => {
    const requestedAtMs = readMs();
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const { status, body, cacheControl } = await sendGuardedRequest({
        url: new URL(uri),
        accept: "application/jwk-set+json, application/json",
        allowed: listAllowed(config),
        maxBytes,
        signal,
        resolve,
      });
      if (status !== 200) throw new Error(`the response has the status ${status}`);
      const freshUntilMs = requestedAtMs + readCacheMs(cacheControl);
      return { uri, keys: readKeys(body), freshUntilMs, requestedAtMs, hasFailed: false };
    } catch (error) {
      logger.warn({ ownerId, reason: explain(error, signal) }, "public keys can't be read");
      return { uri, keys: [], freshUntilMs: requestedAtMs, requestedAtMs, hasFailed: true };
    }
  };

  /** One request at a time for each of them. */
  const requestOnce = (address: KeyAddress): Promise<CachedKeys> => {
    const started = running.get(address.ownerId);
    if (started !== undefined) return started;
    const known = cached.get(address.ownerId);
    const pauseMs = known?.uri === address.uri ? known.requestedAtMs + betweenRequestsMs - readMs() : 0;
    const isDue = pauseMs > 0 ? wait(pauseMs) : Promise.resolve();
    const requesting = isDue
      .then(() => request(address))
      .then((result) => {
        cached.delete(address.ownerId);
        cached.set(address.ownerId, result);
        const oldest = cached.keys().next().value;
        if (cached.size > maxOwners && oldest !== undefined) cached.delete(oldest);
        return result;
      });
    running.set(address.ownerId, requesting);
    return requesting.finally(() => running.delete(address.ownerId));
  };

  const needsRequest = (known: CachedKeys, { uri, kid }: KeyAddress): boolean => {
    if (known.uri !== uri) return true;
    const isPausing = readMs() < known.requestedAtMs + minPauseMs;
    if (known.hasFailed) return !isPausing;
    if (readMs() >= known.freshUntilMs) return true;
    return kid !== undefined && !known.keys.some((key) => key.kid === kid) && !isPausing;
  };

  return {
    load: async ({ beforeRequest = async () => {}, ...address }) => {
      const known = cached.get(address.ownerId);
      if (known !== undefined && !needsRequest(known, address)) return known.keys;
      await beforeRequest();
      const result = await requestOnce(address);
      // A request for the address that the app had before.
      return result.uri === address.uri ? result.keys : (await requestOnce(address)).keys;
    },
  };
}
