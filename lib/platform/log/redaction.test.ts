import { expect, test } from "vitest";
import { createLogger } from "./log.ts";
import { redactText } from "./redaction.ts";

const header = "eyJhbGciOiJIUzI1NiJ9";

test.each([
  [`token ${header}.eyJzdWIiOiIxIn0.c2ln`, "token [redacted]"],
  [`a-${header}.e30.x b`, "a-[redacted] b"],
  [`${header} is a header only`, `${header} is a header only`],
  ["version 1.2.3-eyJ is not a token", "version 1.2.3-eyJ is not a token"],
  [`x.y-${header}..tag`, "x.y-[redacted]"],
])("masks a JSON web token: %s", (text, redacted) => {
  expect(redactText(text)).toBe(redacted);
});

test("truncates long text from clients in the log", () => {
  const lines: string[] = [];
  const logger = createLogger({ level: "info", destination: { write: (line) => lines.push(line) } });
  const foreign = "x".repeat(100_000);
  const error = new Error(foreign, { cause: new Error(`${foreign}\n${foreign}`) });
  logger.info({ path: foreign, headers: [foreign], err: error }, "a request failed");
  expect(lines.join("").length).toBeLessThan(12_000);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    path: `${"x".repeat(256)}… (100000 characters)`,
    err: { stack: expect.stringContaining("redaction.test.ts") },
  });
});

test("names the class of an error that kept a general name, unless the name is minified", () => {
  class StorageError extends Error {}
  /** Named as a minifier would. */
  class Ab extends Error {}
  const driverError = Object.assign(new StorageError("duplicate key"), { name: "error" });
  const lines: string[] = [];
  const logger = createLogger({ level: "info", destination: { write: (line) => lines.push(line) } });
  for (const err of [new StorageError("full"), driverError, new RangeError("far"), new Ab("short")]) {
    logger.error({ err }, "failed");
  }
  const types = lines.map((line) => JSON.parse(line).err.type);
  expect(types).toEqual(["StorageError", "StorageError", "RangeError", "Error"]);
});
