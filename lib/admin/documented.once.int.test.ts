import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordMigrations, runAdminCommand } from "#e2e/support/admin/run-admin-command.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  insertUser,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { commands } from "./commands.ts";

/** Commands whose examples other tests run, because they need files of their own or change the database as a whole. */
const testedElsewhere = new Set([
  "migrate resolve",
  "backup",
  "restore",
  "move",
  "audit seal",
  "audit verify-file",
  "secrets rotate",
  "secrets drop",
  "secrets accept",
]);

let database: Database;
let runtime: Runtime;
let directory: string;
let files = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  await recordMigrations(database);
  runtime = createTestRuntime(database);
  directory = await mkdtemp(join(tmpdir(), "documented-"));
  // So that any other administrator can be suspended or removed.
  await insertUser(database, { isInstanceOwner: true, instanceOwnerSource: "setup" });
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await runtime.close();
  await database.close();
});

/** The commands of the table, with their parameters. */
async function readTable(): Promise<string[]> {
  const text = await readFile("docs/operations.md", "utf8");
  const [, section = ""] = /\n## Admin commands\n([\s\S]*?)\n## /.exec(text) ?? [];
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)]
    .map(([, call = ""]) => call)
    .filter((call) => call !== "help");
}

/** Every command in a text of the guides. */
async function readExamples(): Promise<string[]> {
  const files = (await readdir("docs")).filter((name) => name.endsWith(".md"));
  const texts = await Promise.all(files.map((name) => readFile(join("docs", name), "utf8")));
  const found = texts.flatMap((text) => [...text.matchAll(/npm run admin -- ([^`\n#|]+)/g)]);
  return [...new Set(found.map(([, call = ""]) => call.trim()))].filter((call) => call !== "COMMAND");
}

function findName(call: string): string {
  const [first = "", second = ""] = call.split(" ");
  return Object.hasOwn(commands, `${first} ${second}`) ? `${first} ${second}` : first;
}

/** The words of an example, with objects that exist in place of placeholders and of the guides' people and teams. */
async function prepare(call: string): Promise<{ words: string[]; secret: string }> {
  const team = await insertTeam(database);
  const { id, secret } = await insertKey(database, team);
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: team.id,
      action: "team.update",
      target: { type: "team", id: team.id },
      changes: {},
    }),
  );
  const { hash } = await database.prisma.auditHead.findUniqueOrThrow({ where: { chainId: team.id } });
  const text = call
    .replaceAll(/\[[A-Z]+\]|\[OPTIONS\]/g, "")
    .replaceAll(/\bEMAIL\b|\bPERSON\b|\S+@example\.com/g, team.owner.email)
    .replaceAll(/\bSLUG\b|\bacme\b/g, team.slug)
    .replaceAll(/\bCHAIN\b/g, "instance")
    .replaceAll(/\bHASH\b/g, Buffer.from(hash).toString("hex"))
    .replaceAll(/\bFILE\b/g, `${team.slug}-${files++}.jsonl`)
    .replaceAll(/\bID\b|\bkey_\w+/g, id)
    .replaceAll(/"[^"]*"|\bTEXT\b/g, "text");
  return { words: text.split(" ").filter((word) => word !== ""), secret };
}

test("the table lists every command with its parameters, and no other", async () => {
  const calls = Object.entries(commands).map(([name, { parameters }]) => `${name} ${parameters}`.trim());
  expect((await readTable()).map((call) => call.replaceAll(/ --\S+( [A-Z]+)?/g, "")).sort()).toEqual(
    calls.sort(),
  );
});

test("every documented command runs", async () => {
  const calls = [...(await readTable()), ...(await readExamples())];
  expect(calls.length).toBeGreaterThan(20);
  for (const call of calls) {
    if (testedElsewhere.has(findName(call))) continue;
    const { words, secret } = await prepare(call);
    const confirmed =
      findName(call) === "revoke-team-keys" && !words.includes("--yes") ? [...words, "--yes"] : words;
    const answer = await runAdminCommand(runtime, confirmed, {
      standardInput: secret,
      workingDirectory: directory,
    });
    expect(answer.exitCode, `${call}: ${answer.lines.join("\n")}`).toBe(0);
    expect(JSON.stringify(answer.data), call).toBeDefined();
  }
});
