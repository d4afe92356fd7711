import { expect, test } from "vitest";
import {
  createAccessToken,
  createAppSecret,
  createProvisioningToken,
  createSecret,
} from "#lib/domain/keys/secret.ts";
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

test.each([createSecret, createAppSecret, createAccessToken, createProvisioningToken])(
  "masks secrets and tokens of every kind, also in part and percent-encoded: %o",
  (create) => {
    const secret = create();
    for (const text of [secret, secret.slice(0, 30), secret.replaceAll("_", "%5F"), `${secret}x`]) {
      const redacted = redactText(`key=${text} end`);
      expect(redacted).toContain("[redacted]");
      expect(redacted).not.toContain(secret.slice(-12, -4));
      expect(redacted).not.toContain(secret.slice(9, 20));
      expect(redacted.endsWith(" end")).toBe(true);
    }
  },
);

function log(...parameters: readonly [fields: object, message: string]): string {
  const lines: string[] = [];
  createLogger({ level: "info", destination: { write: (line) => lines.push(line) } }).error(...parameters);
  return lines.join("");
}

test("masks credentials and email addresses after a line break, and the line stays JSON", () => {
  const text =
    "sent\nBearer abc.def\nAlice@example.com\tjürgen.o@müller.example\\bob%40example.com \u0001c@d.example";
  const line = log({ reason: text, err: new Error(text) }, text);
  const masked = "sent\nBearer [redacted]\n[redacted]\t[redacted]\\[redacted] \u0001[redacted]";
  expect(JSON.parse(line)).toMatchObject({ msg: masked, reason: masked, err: { message: masked } });
  expect(log({}, "node_modules/@scope/package@1.2.3 keeps its name")).toContain("@scope/package@1.2.3 keeps");
});

test("an error of the database keeps its code, but no values of rows and statements", () => {
  const failure = Object.assign(new Error("duplicate key value violates unique constraint"), {
    severity: "ERROR",
    code: "23505",
    constraint: "users_email_key",
    detail: "Key (name)=(Ada Lovelace) already exists.",
    where: "COPY users, line 1: Ada Lovelace",
    internalQuery: "SELECT 'Ada Lovelace'",
    hint: "Is Ada Lovelace right?",
  });
  const line = log({ err: new Error("failed", { cause: failure }) }, "failed");
  expect(line).toContain('"code":"23505"');
  expect(line).toContain("users_email_key");
  expect(line).not.toContain("Lovelace");
});

test("an invalid call of Prisma is described without its values", () => {
  const message =
    'Invalid `prisma.user.create()` invocation:\n\n{ data: { name: "Ada" } }\n\nArgument `id` is missing.';
  const line = log(
    { err: Object.assign(new Error(message), { name: "PrismaClientValidationError" }) },
    "failed",
  );
  expect(JSON.parse(line).err.message).toBe("Argument `id` is missing.");
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
