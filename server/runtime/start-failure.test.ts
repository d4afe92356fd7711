import { expect, test } from "vitest";
import { StartError } from "#lib/platform/process/start-error.ts";
import { describeStartFailure } from "./start-failure.ts";

const fail = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

test.each([
  ["an invalid setting", new StartError("PORT must be a number"), "PORT must be a number"],
  [
    "a full disk of this host",
    fail("ENOSPC"),
    "The disk of DATA_DIR or of the database is full. Free some space and start again",
  ],
  [
    "a full disk of the server",
    fail("53100"),
    "The disk of DATA_DIR or of the database is full. Free some space and start again",
  ],
  ["an unavailable database", fail("57P03"), "The database cannot be used: it is starting up"],
  [
    "a database that stops answering",
    new Error("Query read timeout"),
    "The database cannot be used: it does not answer",
  ],
])("describes %s in one line", (_, error, line) => {
  expect(describeStartFailure(error)).toBe(line);
});

test("an internal error has its stack", () => {
  expect(describeStartFailure(new TypeError("x is undefined"))).toContain("start-failure.test.ts");
});
