// Creates signed-in accounts for the browser tests, with the console's own code and on its database. A sign-up and a
// sign-in through the API would each compute a password hash, which takes longer than everything else in them.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import pg from "pg";
import { createContext, createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { createUnknownTurn } from "#lib/auth/limits/sign-in-limits.ts";
import { getCookieName } from "#lib/auth/session/cookies.ts";
import { encodeSessionToken } from "#lib/auth/session/session-token.ts";
import { createDatabase } from "#lib/platform/db/database.ts";
import { consoleApplicationName } from "#lib/platform/db/embedded/socket-server.ts";
import { findRunning } from "#lib/platform/db/embedded/start-embedded.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { startSession } from "#lib/services/sessions/start-session.ts";
import { grantInstanceOwnership } from "#lib/services/users/ownership/instance-ownership.ts";
import { insertSignUp, signUpActor } from "#lib/services/users/sign-up-rows.ts";

const address = "127.0.0.1";
const config = readConfig();
const secrets = await loadInstanceSecrets(config);
const running = await findRunning(config.dataDirectory);
if (running === null) throw new Error("no console runs on DATA_DIR");
// Under the console's name its transactions can be as slow as the console's: those of other clients end after 5 idle seconds.
const pool = new pg.Pool({ ...running, application_name: consoleApplicationName });
const database = createDatabase(pool, "embedded");
const runtime = { ...createTestRuntime(database), config, secrets };
const passwordHash = await hashPassword(process.env.E2E_PASSWORD ?? "", createUnknownTurn(address));

/** Returns the session's cookie. */
async function createAccount(request: IncomingMessage): Promise<string> {
  const { name, email, isInstanceOwner } = (await json(request)) as {
    name: string;
    email: string;
    isInstanceOwner?: boolean;
  };
  const ctx = createContext(runtime, signUpActor);
  const agent = request.headers["user-agent"] ?? "";
  const caller = { ...ctx, request: { ...ctx.request, address, agent, isLocal: true } };
  const person = { name, email, passwordHash, emailVerifiedAt: null };
  const { userId } = await withTransaction(database, async (tx) => {
    const inserted = await insertSignUp(tx, caller, person);
    if (isInstanceOwner === true) await grantInstanceOwnership(tx, caller, inserted.userId, "command");
    return inserted;
  });
  const session = await startSession(caller, { userId, provider: "credentials", passwordHash });
  if (session?.outcome !== "started") throw new Error("the new account cannot sign in");
  const token = await encodeSessionToken({ sid: session.sessionId, key: session.secret }, secrets.session);
  return `${getCookieName("sessionToken", false)}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${config.session.lifetimeSeconds}`;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    response.writeHead(201, { "Set-Cookie": await createAccount(request) }).end();
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, address);
await once(server, "listening");
const taken = server.address();
if (taken === null || typeof taken === "string") throw new Error("no port was taken");
process.send?.(`http://${address}:${taken.port}`);
process.once("disconnect", () => process.exit(0));
