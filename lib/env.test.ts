import { expect, test } from "vitest";
import { readConfig } from "./env.ts";

const secrets = { SESSION_SECRET: "s".repeat(32), AUDIT_SECRET: "a".repeat(32) };
const several = "postgresql://u:p@h1:5432,h2:5432/app?target_session_attrs=read-write";

test("DATABASE_URL takes several hosts, in both forms", () => {
  for (const url of [several, "postgresql://u:p@/app?host=h1,h2"])
    expect(readConfig({ ...secrets, DATABASE_URL: url }).databaseUrl).toBe(url);
});

test.each([
  [{ DATABASE_URL: "mysql://h1/app" }, "DATABASE_URL must be a postgresql:// address"],
  [
    { DATABASE_URL: `${several.replace("read-write", "standby")}` },
    "DATABASE_URL must have target_session_attrs=read-write or primary: the console writes",
  ],
  [{ DATABASE_LISTEN_URL: several }, "DATABASE_URL is required when DATABASE_LISTEN_URL is set"],
  [{ DATABASE_CONNECTIONS: "3" }, "DATABASE_CONNECTIONS must be from 4 to 1000"],
])("%o is rejected with the reason", (environment, reason) => {
  expect(() => readConfig({ ...secrets, ...environment })).toThrow(reason);
});

test("an instance opens 20 connections at most unless told otherwise", () => {
  expect(readConfig({}).databaseConnections).toBe(20);
});
