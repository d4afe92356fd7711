import { afterEach, beforeEach, expect, test } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createContext, createTestRuntime, insertTeam, userActorOf } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import { createSetUpCode, isSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { hourMs } from "#lib/domain/common/durations.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "../audit/emit.ts";
import { verifyChain } from "../audit/verify.ts";
import { openCredential } from "../fhir-servers/gateway/credential-box.ts";
import { readFhirServer } from "../fhir-servers/read.ts";
import { setFhirCredential } from "../fhir-servers/set-credential.ts";
import { acceptLoss } from "./accept-loss.ts";
import { checkSecrets, checkSecretsReadOnly } from "./check-at-start.ts";
import { describeSecrets } from "./describe-secrets.ts";
import { resealAll } from "./reseal-all.ts";

let database: Database;
let runtime: Runtime;

beforeEach(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterEach(async () => {
  await runtime.close();
  await database.close();
});

const [first, second] = ["1".repeat(32), "2".repeat(32)] as const;
const now = () => asDatabaseTime(Date.now());

const withSecrets = (secrets: Partial<Runtime["secrets"]>): Runtime => ({
  ...runtime,
  secrets: { ...runtime.secrets, ...secrets },
});

const start = (secrets: Partial<Runtime["secrets"]>) => checkSecrets(withSecrets(secrets), now());

async function writeEvent(secrets: Partial<Runtime["secrets"]>, teamId: string, count = 1): Promise<void> {
  const actor = { type: "system", name: "test" } as const;
  for (let i = 0; i < count; i++) {
    await withTransaction(database, (tx) =>
      emitAudit(tx, createContext(withSecrets(secrets), actor, new Date()), {
        teamId,
        action: "team.update",
        target: { type: "team", id: teamId },
        changes: {},
      }),
    );
  }
}

test("a wrong AUDIT_SECRET stops the start and names both fingerprints", async () => {
  await start({ audit: [first] });
  await writeEvent({ audit: [first] }, "team_a");
  const starting = start({ audit: [second] });
  await expect(starting).rejects.toThrow(
    `expected the fingerprint ${fingerprintSecret(first)} (needed by 1 event`,
  );
  await expect(starting).rejects.toThrow(`only ${fingerprintSecret(second)} is set`);
  await expect(starting).rejects.toThrow("npm run admin -- secrets accept AUDIT_SECRET");
  await start({ audit: [first] });
  await start({ audit: [second, first] });
});

test("a wrong SESSION_SECRET stops the start if someone is signed in or has an authenticator app", async () => {
  await start({ session: [first] });
  await start({ session: [second] });
  await start({ session: [first] });
  const team = await insertTeam(database);
  await insertSecondFactor(database, withSecrets({ session: [first] }), team.owner.id);
  await expect(start({ session: [second] })).rejects.toThrow("needed by 1 authenticator app");
  await start({ session: [second, first] });
  await resealAll(withSecrets({ session: [second, first] }));
  await start({ session: [second] });
});

test("a SESSION_SECRET that encrypted credentials of FHIR servers is needed until they are encrypted again", async () => {
  await start({ session: [first] });
  const team = await insertTeam(database);
  const servers = await Promise.all([1, 2, 3].map(() => insertFhirServer(database, team)));
  const [kept, moved] = servers.map(({ id }) => id);
  const actor = await userActorOf(database, team, team.owner.id);
  for (const { id } of servers) {
    const ctx = createContext(withSecrets({ session: [first] }), actor);
    await setFhirCredential(ctx, { id, kind: "bearer", token: "the token" });
  }
  const baseUrl = "https://other.example.com";
  await database.prisma.fhirServer.update({ where: { id: moved ?? "" }, data: { baseUrl } });
  await expect(start({ session: [second] })).rejects.toThrow("needed by 3 credentials for FHIR servers");
  await start({ session: [second, first] });
  await resealAll(withSecrets({ session: [second, first] }));
  await start({ session: [second] });
  const server = { id: kept ?? "", baseUrl: "https://fhir.example.com/r4" };
  const where = { serverId: server.id };
  const row = await database.prisma.fhirServerCredential.findUniqueOrThrow({ where });
  expect(openCredential(row, server, [second])).toEqual({ kind: "bearer", token: "the token" });
  expect(openCredential(row, server, [first])).toBeNull();
  // It was useless since the base URL changed, and nothing could encrypt it again.
  expect(await database.prisma.fhirServerCredential.count()).toBe(2);
});

test("a credential whose SESSION_SECRET is lost stays, and isn't usable until it is set again", async () => {
  await start({ session: [first] });
  const team = await insertTeam(database);
  const { id } = await insertFhirServer(database, team);
  const actor = await userActorOf(database, team, team.owner.id);
  const input = { id, kind: "bearer", token: "the token" } as const;
  await setFhirCredential(createContext(withSecrets({ session: [first] }), actor), input);
  await acceptLoss(withSecrets({ session: [second] }), "session");
  await start({ session: [second] });
  await resealAll(withSecrets({ session: [second] }));
  const ctx = createContext(withSecrets({ session: [second] }), actor);
  expect((await readFhirServer(ctx, { id })).credential).toMatchObject({ kind: "bearer", isUsable: false });
  expect((await setFhirCredential(ctx, input)).credential).toMatchObject({ isUsable: true });
});

test("the first start of this release checks the secrets against existing data", async () => {
  await writeEvent({ audit: [first] }, "team_a");
  await expect(start({ audit: [second] })).rejects.toThrow("none of the newest events");
  expect(await database.prisma.instanceSecret.findMany({ where: { purpose: "audit" } })).toEqual([]);
  await start({ audit: [second, first] });
  await expect(start({ audit: [second] })).rejects.toThrow(fingerprintSecret(first));
});

test("a start with the secrets of another console records none of them", async () => {
  const team = await insertTeam(database);
  await createSessionCookie(database, runtime, team.owner.id);
  await writeEvent({ audit: [first] }, "team_a");
  // Nothing is encrypted, so no data contradicts the other SESSION_SECRET.
  await expect(start({ session: [second], audit: [second] })).rejects.toThrow("AUDIT_SECRET");
  expect(await database.prisma.instanceSecret.count()).toBe(0);
  await start({ session: [first], audit: [first] });
});

test("a role without the grants of this release is told to run them", async () => {
  await asOwner(database).pool.query("ALTER TABLE instance_secrets RENAME TO hidden");
  await asOwner(database).pool.query(`
    CREATE FUNCTION deny() RETURNS int LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'permission denied' USING ERRCODE = '42501'; END $$;
    CREATE VIEW instance_secrets AS SELECT * FROM hidden WHERE deny() = 1;
    GRANT SELECT ON instance_secrets TO PUBLIC;
    INSERT INTO hidden (purpose, fingerprint, known_since, is_original) VALUES ('session', 'x', now(), true)`);
  await expect(start({ audit: [first] })).rejects.toThrow("Run the grants again");
});

test("an instance without the newest secret is told, with and without pages", async () => {
  await start({ audit: [first] });
  await writeEvent({ audit: [first] }, "team_a");
  await start({ audit: [second, first] });
  await writeEvent({ audit: [second, first] }, "team_a");
  await expect(start({ audit: [first] })).rejects.toThrow(fingerprintSecret(second));
  const verifier = (audit: string[]) => checkSecretsReadOnly(withSecrets({ audit }));
  await expect(verifier([first])).rejects.toThrow(fingerprintSecret(second));
  await verifier([second]);
  await verifier([first, second]);
});

test("a rotated chain verifies, and each event names its secret", async () => {
  await start({ audit: [first] });
  await writeEvent({ audit: [first] }, "team_a", 2);
  await start({ audit: [second, first] });
  await writeEvent({ audit: [second, first] }, "team_a", 2);
  expect(await verifyChain(withSecrets({ audit: [second, first] }), "team_a")).toMatchObject({
    ok: true,
    events: 4,
  });
  expect(await verifyChain(withSecrets({ audit: [second] }), "team_a")).toMatchObject({
    ok: false,
    brokenAt: { seq: 1, reason: "secret_unknown" },
  });
  const later = asDatabaseTime(Date.now() + 3 * hourMs);
  const states = await describeSecrets(withSecrets({ audit: [second, first] }), later);
  expect(states.filter(({ setting }) => setting === "AUDIT_SECRET")).toMatchObject([
    {
      fingerprint: fingerprintSecret(first),
      state: "previous",
      uses: { auditEvents: 2 },
      canBeRemoved: false,
    },
    {
      fingerprint: fingerprintSecret(second),
      state: "newest",
      uses: { auditEvents: 2 },
      canBeRemoved: false,
    },
  ]);
});

test("accepting a lost AUDIT_SECRET starts a section that verifies and says what is not verified", async () => {
  await start({ audit: [first] });
  await writeEvent({ audit: [first] }, "team_a", 3);
  await writeEvent({ audit: [first] }, "team_b", 1);
  const lost = withSecrets({ audit: [second] });
  expect(await acceptLoss(lost, "audit")).toMatchObject({
    fingerprints: [fingerprintSecret(first)],
    restartedChains: 2,
  });
  await start({ audit: [second] });
  expect(await verifyChain(lost, "team_a")).toMatchObject({
    ok: true,
    events: 1,
    unverified: { kind: "secret_lost", lastSeq: 3 },
  });
  const event = await database.prisma.auditEvent.findFirst({
    where: { chainId: "team_a" },
    orderBy: { seq: "desc" },
  });
  expect(event).toMatchObject({
    action: "secret.accept_loss",
    actorId: "admin-command",
    targetId: "AUDIT_SECRET",
  });
  expect(await database.prisma.auditEvent.count({ where: { chainId: "instance" } })).toBe(1);
  expect(await acceptLoss(lost, "audit")).toBeNull();
});

test("a changed checkpoint, or none, breaks the chain", async () => {
  await start({ audit: [first] });
  await writeEvent({ audit: [first] }, "team_a", 3);
  const lost = withSecrets({ audit: [second] });
  await acceptLoss(lost, "audit");
  await writeEvent({ audit: [second] }, "team_a", 2);
  await database.pool.query(
    "UPDATE audit_checkpoints SET seq = 4, hash = (SELECT hash FROM audit_events WHERE chain_id = 'team_a' AND seq = 4) WHERE chain_id = 'team_a'",
  );
  expect(await verifyChain(lost, "team_a")).toMatchObject({
    ok: false,
    brokenAt: { reason: "checkpoint_altered" },
  });
  await database.pool.query("DELETE FROM audit_checkpoints WHERE chain_id = 'team_a'");
  expect(await verifyChain(lost, "team_a")).toMatchObject({
    ok: false,
    brokenAt: { seq: 1, reason: "secret_unknown" },
  });
});

test("a checkpoint is signed again, so that the secret that signed it can be removed", async () => {
  await start({ audit: [first] });
  await writeEvent({ audit: [first] }, "team_a", 3);
  await acceptLoss(withSecrets({ audit: [second] }), "audit");
  const third = "3".repeat(32);
  const rotated = withSecrets({ audit: [third, second] });
  await resealAll(rotated);
  expect(await database.prisma.auditCheckpoint.findFirst()).toMatchObject({
    secretId: fingerprintSecret(third),
  });
  expect(await verifyChain(rotated, "team_a")).toMatchObject({ ok: true, events: 1 });
});

test("events of the earlier release count for the secrets that were set when it was upgraded", async () => {
  await writeEvent({ audit: [first] }, "team_a", 2);
  await asOwner(database).pool.query("UPDATE audit_events SET secret_id = NULL");
  await start({ audit: [first] });
  await start({ audit: [second, first] });
  const [known] = await describeSecrets(withSecrets({ audit: [second, first] }), now()).then((states) =>
    states.filter(({ fingerprint }) => fingerprint === fingerprintSecret(first)),
  );
  expect(known).toMatchObject({ uses: { auditEvents: 2 } });
});

test("accepting a lost SESSION_SECRET ends the sessions that it encrypted", async () => {
  await start({ session: [first] });
  const team = await insertTeam(database);
  const at = new Date();
  await database.prisma.session.create({
    data: {
      id: "sess_1",
      userId: team.owner.id,
      createdAt: at,
      lastSeenAt: at,
      authenticatedAt: at,
      expiresAt: new Date(at.getTime() + hourMs),
    },
  });
  await expect(start({ session: [second] })).rejects.toThrow("needed by 1 session");
  expect(await acceptLoss(withSecrets({ session: [second] }), "session")).toMatchObject({ endedSessions: 1 });
  await start({ session: [second] });
  expect(await database.prisma.auditEvent.findFirst({ where: { chainId: "instance" } })).toMatchObject({
    action: "secret.accept_loss",
    targetId: "SESSION_SECRET",
  });
});

test("the setup code of each secret is accepted", () => {
  expect(isSetUpCode(createSetUpCode([first]), [second, first])).toBe(true);
  expect(isSetUpCode(createSetUpCode([first]), [second])).toBe(false);
});

test("accepting a loss also replaces checkpoints that the lost secret signed", async () => {
  const third = "3".repeat(32);
  await start({ audit: [first] });
  await writeEvent({ audit: [first] }, "team_a", 3);
  await acceptLoss(withSecrets({ audit: [second] }), "audit");
  await asOwner(database).pool.query("DELETE FROM audit_events WHERE chain_id = 'team_a' AND seq <= 3");
  await acceptLoss(withSecrets({ audit: [third] }), "audit");
  await start({ audit: [third] });
  const result = await verifyChain(withSecrets({ audit: [third] }), "team_a");
  expect(result).toMatchObject({ ok: true, events: 1, unverified: { kind: "secret_lost", lastSeq: 4 } });
});

test("accepting a loss replaces a checkpoint after which there are no events of that secret", async () => {
  const third = "3".repeat(32);
  await start({ audit: [first] });
  await writeEvent({ audit: [first] }, "team_a", 3);
  await acceptLoss(withSecrets({ audit: [second] }), "audit");
  await start({ audit: [third, second] });
  await asOwner(database).pool.query("DELETE FROM audit_events WHERE secret_id = $1", [
    fingerprintSecret(second),
  ]);
  await asOwner(database).pool.query(
    "UPDATE audit_heads SET seq = 3, hash = (SELECT hash FROM audit_checkpoints WHERE chain_id = 'team_a') WHERE chain_id = 'team_a'",
  );
  expect(await acceptLoss(withSecrets({ audit: [third] }), "audit")).toMatchObject({ restartedChains: 1 });
  expect(await verifyChain(withSecrets({ audit: [third] }), "team_a")).toMatchObject({ ok: true, events: 1 });
});
