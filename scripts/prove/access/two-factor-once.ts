// Proof: a code of the second factor signs in once, however many browsers send it at the same moment to two instances with
// one PostgreSQL server. In each round, 20 browsers whose password was right send the same code.
// `npm run prove -- two-factor-once [rounds]`
import { insertRivals } from "#e2e/support/database/second-factor.ts";
import { fleetSecrets, startFleet } from "#e2e/support/verification/fleet.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";

const rounds = Number(process.argv[2] ?? 1000);
// Each browser has an address of its own, as behind a proxy: the limit of one address would reject most of them.
const fleet = await startFleet({ serve: ["console", "console"], environment: { TRUST_PROXY: "1" } });
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

async function sendCode({ origin, cookie, token }: Csrf, pending: string, code: string): Promise<number> {
  clients += 1;
  const address = [10, clients >> 16, clients >> 8, clients].map((part) => part & 255).join(".");
  const response = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: "POST",
    headers: {
      origin,
      "x-forwarded-for": address,
      cookie: `${cookie}; byteengine.pending-sign-in=${pending}`,
    },
    body: new URLSearchParams({ csrfToken: token, code, json: "true" }),
  });
  await response.arrayBuffer();
  return response.status;
}

const csrf = await Promise.all(instances.map(({ origin }) => readCsrf(origin)));
const answers = new Map<string, number>();
let wrong = 0;
for (const kind of ["authenticator code", "recovery code"]) {
  for (let round = 1; round <= rounds; round++) {
    const { userId, tokens, secret, recoveryCodes } = await insertRivals(database, {
      secrets: fleetSecrets,
    });
    const code = kind === "recovery code" ? (recoveryCodes[0] ?? "") : computeTotpCode(secret, new Date());
    const statuses = await Promise.all(
      tokens.flatMap((token, index) => {
        const target = csrf[index % csrf.length];
        return target === undefined ? [] : [sendCode(target, token, code)];
      }),
    );
    const accepted = statuses.filter((status) => status === 200).length;
    const sessions = await database.prisma.session.count({ where: { userId } });
    if (accepted !== 1 || sessions !== 1) wrong += 1;
    for (const status of statuses) {
      const outcome = `${kind}: ${status}`;
      answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
    }
  }
}
await fleet.stop();
for (const [outcome, count] of answers) console.log(`${outcome}, ${count} times`);
console.log(`${rounds} rounds of each kind with 20 browsers: ${wrong} did not sign in exactly once`);
process.exitCode = wrong === 0 ? 0 : 1;
