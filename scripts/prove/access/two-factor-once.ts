// Proof: a code of the second factor and a passkey's challenge sign in once, however many browsers send them at the same moment
// to two instances with one PostgreSQL server. In each round, 20 browsers whose password was right send the same code, or 20
// copies of one browser the same response of a passkey.
// `npm run prove -- two-factor-once [rounds]`
import { insertUser } from "#e2e/support/database/fixtures.ts";
import { insertRivals } from "#e2e/support/database/second-factor.ts";
import { createAuthenticator, insertPasskey } from "#e2e/support/database/software-authenticator.ts";
import { fleetSecrets, startFleet } from "#e2e/support/verification/fleet.ts";
import { createOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";
import { bindToBrowser, insertChallenge } from "#lib/services/passkeys/assertions/challenges.ts";

const rounds = Number(process.argv[2] ?? 1000);
// Each browser has an address of its own, as behind a proxy: the limit of one address would reject most of them.
// Browsers allow passkeys only at a host name.
const publicUrl = "http://localhost:3000";
const fleet = await startFleet({
  serve: ["console", "console"],
  environment: { TRUST_PROXY: "1", PUBLIC_URL: publicUrl },
});
const { database, instances } = fleet;

interface Csrf {
  origin: string;
  cookie: string;
  token: string;
}

/** next-auth's token and its cookie, which all requests to an instance share. */
async function readCsrf(origin: string): Promise<Csrf> {
  const response = await fetch(`${origin}/api/auth/csrf`);
  const body: unknown = await response.json();
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  return { origin, cookie: cookie.join("; "), token: String(Reflect.get(Object(body), "csrfToken")) };
}

let clients = 0;

/** Sends the form of a sign-in with one more cookie. */
async function send(
  { origin, cookie, token }: Csrf,
  extraCookie: string,
  fields: Record<string, string>,
): Promise<number> {
  clients += 1;
  const address = [10, clients >> 16, clients >> 8, clients].map((part) => part & 255).join(".");
  const response = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: "POST",
    headers: {
      origin: publicUrl,
      "x-forwarded-for": address,
      cookie: `${cookie}; ${extraCookie}`,
    },
    body: new URLSearchParams({ csrfToken: token, json: "true", ...fields }),
  });
  await response.arrayBuffer();
  return response.status;
}

const csrf = await Promise.all(instances.map(({ origin }) => readCsrf(origin)));
const answers = new Map<string, number>();
let wrong = 0;

/** Counts the answers of a round, which has to start exactly one session. */
async function count(kind: string, userId: string, statuses: readonly number[]): Promise<void> {
  const accepted = statuses.filter((status) => status === 200).length;
  const sessions = await database.prisma.session.count({ where: { userId } });
  if (accepted !== 1 || sessions !== 1) wrong += 1;
  for (const status of statuses) {
    const outcome = `${kind}: ${status}`;
    answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
  }
}

for (const kind of ["authenticator code", "recovery code"]) {
  for (let round = 1; round <= rounds; round++) {
    const { userId, tokens, secret, recoveryCodes } = await insertRivals(database, {
      secrets: fleetSecrets,
    });
    const code = kind === "recovery code" ? (recoveryCodes[0] ?? "") : computeTotpCode(secret, new Date());
    const statuses = await Promise.all(
      tokens.flatMap((token, index) => {
        const target = csrf[index % csrf.length];
        return target === undefined ? [] : [send(target, `byteengine.pending-sign-in=${token}`, { code })];
      }),
    );
    await count(kind, userId, statuses);
  }
}
// The counter stays 0, as for synced passkeys, so that only the challenge keeps the response from counting twice.
const authenticator = createAuthenticator({ origin: publicUrl, counts: false });
const { id: passkeyUserId } = await insertUser(database);
await insertPasskey(database, passkeyUserId, authenticator);
for (let round = 1; round <= rounds; round++) {
  const browserToken = createOneTimeToken();
  const challenge = await insertChallenge(database.prisma, new Date(), bindToBrowser(browserToken));
  const passkey = JSON.stringify(authenticator.sign(challenge, passkeyUserId));
  const statuses = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const target = csrf[index % csrf.length];
      return target === undefined ? 0 : send(target, `byteengine.passkey=${browserToken}`, { passkey });
    }),
  );
  await count("passkey", passkeyUserId, statuses);
  await database.prisma.session.deleteMany({ where: { userId: passkeyUserId } });
}
await fleet.stop();
for (const [outcome, count] of answers) console.log(`${outcome}, ${count} times`);
console.log(`${rounds} rounds of each kind with 20 browsers: ${wrong} did not sign in exactly once`);
process.exitCode = wrong === 0 ? 0 : 1;
