// Proof: the token of a link works once, however many browsers send it at the same moment to two instances with one
// PostgreSQL server: the link that sets a new password, the one that verifies an email address, the two that confirm
// another address, and an invitation. In each round, 20 browsers send the same token.
// `npm run prove -- links-once [rounds] [kind]`
import { insertUser } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession, type LiveSession } from "#e2e/support/database/live-session.ts";
import { fleetSecrets, startFleet } from "#e2e/support/verification/fleet.ts";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { createId } from "#lib/domain/common/ids.ts";

const rounds = Number(process.argv[2] ?? 1000);
const onlyKind = process.argv[3];
const rivals = 20;
// Each browser has an address of its own, as behind a proxy: the limit of one address would reject most of them.
const fleet = await startFleet({
  serve: ["console", "console"],
  environment: { TRUST_PROXY: "1", MAX_MEMBERS_PER_TEAM: "100000" },
});
const { database, instances, team } = fleet;
const soon = () => new Date(Date.now() + 3_600_000);

/** One request that every browser of a round sends. */
interface Attempt {
  path: string;
  body: unknown;
  session?: LiveSession;
  /** How often the change that the token allows has been made. */
  countChanges: () => Promise<number>;
}

function createToken() {
  const token = createOneTimeToken();
  return { token, tokenHash: new Uint8Array(hashOneTimeToken(token)) };
}

const countEvents = (action: string, targetId: string) =>
  database.prisma.auditEvent.count({ where: { action, targetId } });

const kinds: Record<string, () => Promise<Attempt>> = {
  "password reset": async () => {
    const user = await insertUser(database);
    const { token, tokenHash } = createToken();
    await database.prisma.oneTimeToken.create({
      data: {
        id: createId("oneTimeToken"),
        purpose: "password_reset",
        tokenHash,
        userId: user.id,
        email: user.email,
        expiresAt: soon(),
      },
    });
    return {
      path: `/password-resets/${token}`,
      body: { password: "a quiet walk along the harbor" },
      countChanges: () => countEvents("user.reset_password", user.id),
    };
  },
  "email verification": async () => {
    const user = await insertUser(database);
    const { token, tokenHash } = createToken();
    await database.prisma.oneTimeToken.create({
      data: {
        id: createId("oneTimeToken"),
        purpose: "email_verification",
        tokenHash,
        userId: user.id,
        email: user.email,
        expiresAt: soon(),
      },
    });
    return {
      path: "/me/email-verification/confirm",
      body: { token },
      session: await insertLiveSession(database, { secrets: fleetSecrets }, user.id),
      countChanges: () => countEvents("user.verify_email", user.id),
    };
  },
  "email change": async () => {
    const user = await insertUser(database);
    const { token, tokenHash } = createToken();
    await database.prisma.emailChange.create({
      data: {
        id: createId("emailChange"),
        userId: user.id,
        oldEmail: user.email,
        newEmail: `new-${user.email}`,
        newTokenHash: tokenHash,
        expiresAt: soon(),
      },
    });
    return {
      path: "/me/email/confirm",
      body: { token },
      session: await insertLiveSession(database, { secrets: fleetSecrets }, user.id),
      countChanges: () => countEvents("user.change_email", user.id),
    };
  },
  invitation: async () => {
    const user = await insertUser(database, { emailVerifiedAt: new Date() });
    const { token, tokenHash } = createToken();
    await database.prisma.invitation.create({
      data: {
        id: createId("invitation"),
        teamId: team.id,
        email: user.email,
        role: "viewer",
        tokenHash,
        invitedById: team.owner.id,
        expiresAt: soon(),
      },
    });
    return {
      path: "/invitations/accept",
      body: { token },
      session: await insertLiveSession(database, { secrets: fleetSecrets }, user.id),
      countChanges: () => database.prisma.member.count({ where: { teamId: team.id, userId: user.id } }),
    };
  },
};

let clients = 0;

async function send(origin: string, { path, body, session }: Attempt): Promise<number> {
  clients += 1;
  const address = [10, clients >> 16, clients >> 8, clients].map((part) => part & 255).join(".");
  const response = await fetch(`${origin}/v1/api${path}`, {
    method: "POST",
    headers: {
      origin,
      "content-type": "application/json",
      "x-forwarded-for": address,
      ...(session === undefined ? {} : { cookie: session.cookie }),
    },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}

let wrong = 0;
for (const [kind, prepare] of Object.entries(kinds)) {
  if (onlyKind !== undefined && kind !== onlyKind) continue;
  const answers = new Map<number, number>();
  let wrongOfKind = 0;
  for (let round = 1; round <= rounds; round++) {
    const attempt = await prepare();
    const statuses = await Promise.all(
      Array.from({ length: rivals }, (_, index) =>
        send(instances[index % instances.length]?.origin ?? "", attempt),
      ),
    );
    const accepted = statuses.filter((status) => status >= 200 && status < 300).length;
    if (accepted !== 1 || (await attempt.countChanges()) !== 1) wrongOfKind += 1;
    for (const status of statuses) answers.set(status, (answers.get(status) ?? 0) + 1);
  }
  const counts = [...answers].map(([status, count]) => `${status}: ${count}`).join(", ");
  console.log(`${kind}: ${rounds} rounds, ${wrongOfKind} did not work exactly once (${counts})`);
  wrong += wrongOfKind;
}
await fleet.stop();
process.exitCode = wrong === 0 ? 0 : 1;
