import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  insertUser,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type Outbox, startOutbox } from "#lib/jobs/outbox/start-outbox.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { verifyEmailByCommand } from "#lib/services/users/email/verify-by-command.ts";
import { confirmEmail } from "./confirm-email.ts";
import { requestEmailVerification } from "./request-email-verification.ts";

const mails: string[] = [];

let database: Database;
let runtime: Runtime;
let outbox: Outbox;
let server: SMTPServer;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { smtpUrl: `smtp://127.0.0.1:${port}` });
  outbox = startOutbox(runtime);
});

beforeEach(() => {
  mails.length = 0;
});

afterAll(async () => {
  await outbox.stop();
  await new Promise<void>((done) => server.close(done));
  await runtime.usage.stop();
  await database.close();
});

/** A new, signed-in person. */
async function createPerson(settings: Partial<Runtime["config"]> = {}, now = new Date()) {
  const team = await insertTeam(database);
  const configured = { ...runtime, config: { ...runtime.config, ...settings } };
  const contextAt = async (at: Date) =>
    createContext(configured, await userActorOf(database, team, team.owner.id), at);
  return { ...team.owner, ctx: await contextAt(now), contextAt };
}

/** Waits until the mail server has this many emails. */
const waitForMails = (count: number) =>
  vi.waitFor(() => expect(mails).toHaveLength(count), { timeout: 20_000 });

async function readToken(): Promise<string> {
  await vi.waitFor(() => expect(mails).not.toHaveLength(0), { timeout: 20_000 });
  return /\/verify-email\/([\w-]{43})/.exec(mails.at(-1)?.replaceAll("=\r\n", "") ?? "")?.[1] ?? "";
}

function readUser(id: string) {
  return database.prisma.user.findUniqueOrThrow({ where: { id } });
}

test("an emailed link verifies the email address of the signed-in person, once", async () => {
  const person = await createPerson();
  expect(await requestEmailVerification(person.ctx)).toEqual({
    email: person.email,
    isVerified: false,
    isMailed: true,
  });
  const token = await readToken();
  expect(mails[0]).toContain(`To: ${person.email}`);
  expect(await confirmEmail(person.ctx, { token })).toMatchObject({ isVerified: true });
  expect((await readUser(person.id)).emailVerifiedAt).not.toBeNull();
  await expect(confirmEmail(person.ctx, { token })).rejects.toMatchObject({ code: "not_found" });
  const events = await database.prisma.auditEvent.findMany({ where: { targetId: person.id } });
  expect(events.map(({ action }) => action).sort()).toEqual([
    "user.request_verification",
    "user.verify_email",
  ]);
  const stored = await database.prisma.oneTimeToken.findMany();
  expect(
    JSON.stringify(stored.map(({ tokenHash, ...row }) => ({ ...row, hash: [...tokenHash] }))),
  ).not.toContain(token);
});

test("access to only the mailbox, or only the account, does not verify the address", async () => {
  const squatter = await createPerson();
  await requestEmailVerification(squatter.ctx);
  const mailboxOwner = await createPerson();
  await expect(confirmEmail(mailboxOwner.ctx, { token: await readToken() })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(confirmEmail(squatter.ctx, { token: "invented" })).rejects.toMatchObject({
    code: "not_found",
  });
  expect((await readUser(squatter.id)).emailVerifiedAt).toBeNull();
});

test("a link expires after 24 hours and when the email address changes", async () => {
  const person = await createPerson();
  await requestEmailVerification(person.ctx);
  const late = await person.contextAt(new Date(Date.now() + 25 * 3_600_000));
  await expect(confirmEmail(late, { token: await readToken() })).rejects.toMatchObject({ code: "not_found" });
  await database.prisma.user.update({ where: { id: person.id }, data: { email: "moved@example.com" } });
  await expect(confirmEmail(person.ctx, { token: await readToken() })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("verifying a listed address makes the person an instance owner immediately", async () => {
  const instanceOwners: string[] = [];
  const person = await createPerson({ instanceOwners });
  instanceOwners.push(person.email);
  await requestEmailVerification(person.ctx);
  await confirmEmail(person.ctx, { token: await readToken() });
  expect(await readUser(person.id)).toMatchObject({ isInstanceOwner: true, instanceOwnerSource: "listed" });
});

test("a person gets at most five emails per hour, and none after the address is verified", async () => {
  const person = await createPerson();
  for (let i = 0; i < 5; i++) await requestEmailVerification(person.ctx);
  const refused = await requestEmailVerification(person.ctx).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "rate_limit_exceeded" });
  await waitForMails(5);
  await confirmEmail(person.ctx, { token: await readToken() });
  expect(await requestEmailVerification(person.ctx)).toMatchObject({
    isVerified: true,
    isMailed: false,
  });
  await waitForMails(5);
});

test("the operator's command verifies an address, with an audit event", async () => {
  const { id, email } = await insertUser(database);
  expect(await verifyEmailByCommand(runtime, email.toUpperCase(), new Date())).toBe("verified");
  expect(await verifyEmailByCommand(runtime, email, new Date())).toBe("was_verified");
  expect(await verifyEmailByCommand(runtime, "nobody@example.com", new Date())).toBe("no_account");
  expect(await verifyEmailByCommand(runtime, "not an address", new Date())).toBe("no_account");
  expect((await readUser(id)).emailVerifiedAt).not.toBeNull();
  const [event] = await database.prisma.auditEvent.findMany({ where: { targetId: id } });
  expect(event).toMatchObject({ action: "user.verify_email", changes: { method: "command" } });
});
