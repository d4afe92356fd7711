import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parseDatabaseAddress } from "#lib/db/database-address.ts";
import { parseSmtpAddress } from "#lib/mail/smtp-address.ts";
import { findRedisAddressProblem } from "#lib/redis/redis-address.ts";
import { documents } from "./documents.ts";
import { expect, test } from "./fixtures.ts";
import { getPackedSdk } from "./packed-sdk.ts";
import { createAccount, createKey } from "./people.ts";
import { readSamples } from "./samples.ts";

const run = promisify(execFile);

/** What a sample's placeholders stand for, for the person who reads it here. */
interface Reader {
  origin: string;
  keyId: string;
  secret: string;
  teamId: string;
  email: string;
}

function fillIn(code: string, { origin, keyId, secret, teamId, email }: Reader): string {
  return code
    .replaceAll("http://127.0.0.1:3000", origin)
    .replaceAll("/KEY_ID/", `/${keyId}/`)
    .replaceAll("TEAM_ID", teamId)
    .replaceAll("ada@example.com", email)
    .replaceAll("be_...", secret);
}

function environmentOf({ keyId, secret }: Reader) {
  const { E2E_DATA_DIR: DATA_DIR } = process.env;
  return { ...process.env, DATA_DIR, BYTEENGINE_API_KEY: secret, KEY_ID: keyId, PRESENTED_KEY: secret };
}

/** An answer that says no fails the command, as it would fail whoever follows the guide. */
const strictly = 'set -eu; curl() { command curl -sS --fail-with-body "$@"; }\n';

/** An address as a setting takes it. */
function checkAddress(address: string): void {
  if (/^rediss?:/.test(address)) expect(findRedisAddressProblem(address)).toBeNull();
  else if (/^smtps?:/.test(address)) expect(parseSmtpAddress(address)).toBeInstanceOf(Object);
  else expect(parseDatabaseAddress(address)).toHaveProperty("hosts");
}

const runners: Record<string, (code: string, reader: Reader) => Promise<void>> = {
  sh: async (code, reader) => {
    await run("sh", ["-c", strictly + code], { env: environmentOf(reader) });
  },
  js: async (code, reader) => {
    // Where the packed SDK is installed, and nothing of ours.
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", code], {
      cwd: getPackedSdk().folder,
      env: environmentOf(reader),
    });
    expect(stdout).not.toMatch(/\b(4\d\d|undefined)\b/);
  },
  python: async (code, reader) => {
    const { stdout } = await run(process.env.TEST_PYTHON ?? "python3", ["-c", code], {
      env: environmentOf(reader),
    });
    expect(stdout).toMatch(/^200 /);
  },
  json: async (code) => {
    expect(typeof JSON.parse(code)).toBe("object");
  },
  regex: async (code, { secret }) => {
    const pattern = new RegExp(code.trim());
    expect(`key = "${secret}"`).toMatch(pattern);
    expect(`${secret.slice(0, -1)} ${secret}x`).not.toMatch(pattern);
  },
  url: async (code) => {
    for (const line of code.trim().split("\n")) checkAddress(line);
  },
  // Run under the role it makes, on a real server: server/least-privilege.int.test.ts.
  sql: async (code) => {
    expect(code).toContain("GRANT");
  },
};

// Its recipes run as real proxies, side by side: proxies.spec.ts.
const guides = documents.filter(({ name }) => name !== "proxies");

for (const { name } of guides) {
  test(`every sample of the guide "${name}" does what it says`, async ({ context }) => {
    const origin = process.env.E2E_ORIGIN ?? "";
    const { email } = await createAccount(context);
    await context.request.post("/v1/api/permissions", { headers: { origin }, data: { name: "orders:read" } });
    const { id, secret } = await createKey(context, { name: "Reader" });
    const { teamId } = await (await context.request.get("/v1/api/me")).json();
    const reader = { origin, keyId: id, secret, teamId, email };
    for (const { language, code } of await readSamples(name)) {
      await test.step(code, async () => {
        const runner = runners[language];
        if (runner === undefined) throw new Error(`nothing runs samples in "${language}"`);
        await runner(fillIn(code, reader), reader);
      });
    }
  });
}
