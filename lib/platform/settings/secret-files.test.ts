import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError, readConfig, secretSettings } from "./env.ts";
import { readSecretFiles } from "./secret-files.ts";

const directory = mkdtempSync(join(tmpdir(), "secret-files-"));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

test("reads a secret from its file, without the line break at the end", () => {
  const secret = "a secret of more than thirty-two characters";
  const config = readConfig({ SESSION_SECRET_FILE: write("session", `${secret}\n`) });
  expect(config.sessionSecrets).toEqual([secret]);
});

test.each(secretSettings)("%s can be read from a file", (name) => {
  expect(readSecretFiles(secretSettings, { [`${name}_FILE`]: write(name, "value\r\n") })).toEqual({
    values: { [name]: "value" },
  });
});

const problem = (environment: Record<string, string>) => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return null;
};

test("names the conflict if a secret is set twice", () => {
  const environment = {
    METRICS_TOKEN: "0123456789abcdef",
    METRICS_TOKEN_FILE: write("token", "0123456789abcdef"),
  };
  expect(problem(environment)).toBe("METRICS_TOKEN_FILE and METRICS_TOKEN are both set: remove one of them");
  expect(problem({ ...environment, METRICS_TOKEN: "" })).toBeNull();
});

test("names a file that can't be read, and an empty one", () => {
  const missing = join(directory, "missing");
  expect(problem({ DATABASE_URL_FILE: missing })).toBe(
    `DATABASE_URL_FILE names a file that can't be read: ${missing}`,
  );
  expect(problem({ DATABASE_URL_FILE: directory })).toContain("can't be read");
  const empty = write("empty", "\n");
  expect(problem({ AUDIT_SECRET_FILE: empty })).toBe(`AUDIT_SECRET_FILE names an empty file: ${empty}`);
});

test("says that an invalid value comes from a file, and doesn't repeat it", () => {
  const message = problem({ DATABASE_URL_FILE: write("address", "mysql://hunter2@db") });
  expect(message).toBe("DATABASE_URL, read from DATABASE_URL_FILE, must be a postgresql:// address");
});
