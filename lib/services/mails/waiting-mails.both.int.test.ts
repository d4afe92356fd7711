import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { minuteMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readWaitingMails } from "./waiting-mails.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

beforeEach(() => database.prisma.outboxMail.deleteMany());

afterAll(() => database.close());

interface Waiting {
  ageMinutes: number;
  attempts: number;
  hasLink: boolean;
}

function insertMail({ ageMinutes, attempts, hasLink }: Waiting, endedAt: Date | null = null) {
  const id = createId("outboxMail");
  const nowMs = Date.now();
  return database.prisma.outboxMail.create({
    data: {
      id,
      kind: "password_reset",
      recipient: "ada@example.com",
      messageId: `<${id}@example.com>`,
      createdAt: new Date(nowMs - ageMinutes * minuteMs),
      // Each attempt moves it.
      nextAttemptAt: new Date(nowMs + minuteMs),
      attempts,
      expiresAt: hasLink ? new Date(nowMs + 60 * minuteMs) : null,
      endedAt,
    },
  });
}

const readMinutes = async () => Math.round((await readWaitingMails(database)).oldestSeconds / 60);

test("an email stays late while attempts fail", async () => {
  await insertMail({ ageMinutes: 20, attempts: 4, hasLink: true });
  await insertMail({ ageMinutes: 5, attempts: 1, hasLink: true });
  expect(await readWaitingMails(database)).toMatchObject({ waiting: 2 });
  expect(await readMinutes()).toBe(20);
});

test("an email about notices isn't late while it collects others for an hour", async () => {
  await insertMail({ ageMinutes: 50, attempts: 0, hasLink: false });
  expect(await readMinutes()).toBe(0);
  await insertMail({ ageMinutes: 70, attempts: 0, hasLink: false });
  expect(await readMinutes()).toBe(10);
});

test("emails that have ended don't wait", async () => {
  await insertMail({ ageMinutes: 20, attempts: 4, hasLink: true }, new Date());
  expect(await readWaitingMails(database)).toEqual({ waiting: 0, oldestSeconds: 0 });
});
