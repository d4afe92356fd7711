import { type KeyFacts, toGrantRow, toKeyRow, toTokenRow } from "#e2e/support/access/key-facts.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Limiter } from "#lib/domain/limits/limiter.ts";
import { toHeaderPairs } from "#lib/domain/network/header-list.ts";
import { createChanges } from "#lib/platform/db/changes.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { type AuthRequest, answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { readGrantRecordSql } from "#lib/verification/record/tokens/read-grant-record.ts";
import { readTokenRecordSql } from "#lib/verification/record/tokens/read-token-record.ts";
import { createNoRequestLog, type RequestRecorder } from "#lib/verification/requests/request-recorder.ts";
import { describeNoUsage } from "#lib/verification/usage/usage-recorder.ts";
import { lookUpEach } from "./look-up-each.ts";

interface WorldOptions {
  limiter: Limiter;
  /** The database's clock. */
  readUnixMs: () => number;
  /** Runs for every read of a key, whose row is read after it has resolved. */
  onRead?: () => Promise<void>;
  settings?: Partial<Config>;
}

/** The real verification over a database that is a table in memory, which answers when the test wants. */
export interface VerificationWorld {
  runtime: Runtime & { requests: RequestRecorder };
  /** Sets the secret's facts from now on. The object can be changed later. */
  put(secret: string, facts: KeyFacts): void;
  /** Creates a new secret. */
  add(facts: KeyFacts): string;
  remove(secret: string): void;
  /** Makes everything be read again. */
  forgetAll(): void;
  requestAuth(secret: string | null, search: string, request?: Partial<AuthRequest>): Promise<AuthResponse>;
  stop(): Promise<void>;
}

interface AuthResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function createVerificationWorld(options: WorldOptions): VerificationWorld {
  const { limiter, readUnixMs, onRead = async () => {}, settings = {} } = options;
  const table = new Map<string, KeyFacts>();
  const readGrant = (id: string) =>
    [...table.values()].flatMap(({ keyId, owner }) => {
      const grant = owner.kind === "app" && `grant_${keyId}` === id ? owner.grant : null;
      return grant === null ? [] : [toGrantRow(keyId, grant)];
    });
  const query = async ({ text, values: [value] }: { text: string; values: [Buffer | string] }) => {
    if (text === readGrantRecordSql) return { rows: readGrant(String(value)).slice(0, 1) };
    const digest = Buffer.from(value);
    const isOfTokens = text === readTokenRecordSql;
    // Once for each credential, also if both tables are read.
    if (!isOfTokens) await onRead();
    const facts = table.get(digest.toString("hex"));
    if (facts === undefined || (facts.owner.kind === "app") !== isOfTokens) return { rows: [] };
    return { rows: [facts.owner.kind === "app" ? toTokenRow(facts, facts.owner) : toKeyRow(facts)] };
  };
  const database = {
    lookUpPool: { query },
    changes: createChanges(),
    onRenew: () => {},
    embeddedPool: null,
    kind: "server",
  } as unknown as Database;
  const plain = createTestRuntime(database, settings);
  const keys = createKnownKeys(database, { maxKeys: 10_000, outageMs: 300_000 }, lookUpEach);
  const runtime = {
    ...plain,
    limiter,
    keys: { ...keys, clock: { now: readUnixMs, observe: () => {}, reset: () => {} } },
    usage: {
      record: () => {},
      describe: describeNoUsage,
      flush: async () => {},
      catchUp: async () => {},
      stop: async () => {},
    },
    requests: createNoRequestLog(),
  };
  const put = (secret: string, facts: KeyFacts) => table.set(hashSecret(secret).toString("hex"), facts);
  return {
    runtime,
    put,
    add: (facts) => {
      const secret = createSecret();
      put(secret, facts);
      return secret;
    },
    remove: (secret) => table.delete(hashSecret(secret).toString("hex")),
    forgetAll: keys.forgetAll,
    requestAuth: async (secret, search, request = {}) => {
      // Confirms that what is in memory is current, as the poll for changes would.
      keys.confirm(performance.now());
      const { status, headers, body } = await answerAuth(runtime, {
        path: "",
        search,
        authorization: secret === null ? null : `Bearer ${secret}`,
        apiKey: null,
        address: "203.0.113.9",
        requestId: "req_test",
        transportProblem: null,
        ...request,
      });
      return { status, headers: Object.fromEntries(toHeaderPairs(headers)), body };
    },
    stop: () => plain.close(),
  };
}
