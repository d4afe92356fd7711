import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey } from "#e2e/people.ts";
import { parseDatabaseAddress } from "#lib/platform/settings/addresses/database-address.ts";
import { findRedisAddressProblem } from "#lib/platform/settings/addresses/redis-address.ts";
import { parseSmtpAddress } from "#lib/platform/settings/addresses/smtp-address.ts";
import { documents } from "./documents.ts";
import { getPackedSdk } from "./packed-sdk.ts";
import { readSamples } from "./samples.ts";

const run = promisify(execFile);

/** The values that replace a sample's placeholders. */
interface Reader {
  origin: string;
  keyId: string;
  secret: string;
  teamId: string;
  email: string;
}

function replacePlaceholders(code: string, { origin, keyId, secret, teamId, email }: Reader): string {
  return code
    .replaceAll("http://127.0.0.1:3000", origin)
    .replaceAll("/KEY_ID/", `/${keyId}/`)
    .replaceAll("TEAM_ID", teamId)
    .replaceAll("ada@example.com", email)
    .replaceAll("sealed-2025.jsonl", join(tmpdir(), `sealed-${randomUUID()}.jsonl`))
    .replaceAll("be_...", secret);
}

function environmentOf({ keyId, secret }: Reader) {
  const { E2E_DATA_DIR: DATA_DIR } = process.env;
  return { ...process.env, DATA_DIR, BYTEENGINE_API_KEY: secret, KEY_ID: keyId, PRESENTED_KEY: secret };
}

/** Makes an error response fail the command, as it would fail for a reader of the guide. */
const strictMode = 'set -eu; curl() { command curl -sS --fail-with-body "$@"; }\n';

/** Checks the URL with the parser of the setting it belongs to. */
function checkAddress(address: string): void {
  if (/^rediss?:/.test(address)) expect(findRedisAddressProblem(address)).toBeNull();
  else if (/^smtps?:/.test(address)) expect(parseSmtpAddress(address)).toBeInstanceOf(Object);
  else expect(parseDatabaseAddress(address)).toHaveProperty("hosts");
}

/**
 * lib/admin/documented.once.int.test.ts runs these: they delete keys and suspend teams of the console that all tests share, or
 * check an address that only the guide has.
 */
const operatorCommands = /^npm run admin -- (?:doctor|keys|teams|revoke-team-keys)\b.*$/gm;

const runners: Record<string, (code: string, reader: Reader) => Promise<void>> = {
  sh: async (code, reader) => {
    await run("sh", ["-c", strictMode + code.replaceAll(operatorCommands, "")], {
      env: environmentOf(reader),
    });
  },
  js: async (code, reader) => {
    // In the project where only the packed SDK is installed.
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
    expect(stdout).toMatch(/^20[01]\b/);
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
  // server/least-privilege.both.int.test.ts runs it on a real server.
  sql: async (code) => {
    expect(code).toContain("GRANT");
  },
  // For shells at a terminal, with files and programs that only an operator's machine has.
  bash: async () => {},
  // server/front/operations/deploy-files.once.int.test.ts gives it to promtool.
  yaml: async () => {},
};

// proxies.spec.ts runs the recipes of that guide as real proxies. Of the guide to installing, `npm run prove -- release` runs the
// commands for the archive as written, and `npm run prove -- image` the Dockerfile's instructions. The commands of systemctl,
// docker and kubectl run nowhere: there is no init system, container engine or cluster. scripts/deploy checks the files they name.
// lib/backup/documented.long.int.test.ts runs the commands for backups, and `npm run prove -- rolling-restart` the configuration of
// HAProxy in the guide to scaling. lib/oauth/guide.int.test.ts runs the guide to apps, and lib/fhir-gateway/proofs/guide.once.int.test.ts
// the one to health data. launching-apps.spec.ts opens the app of that guide.
const runElsewhere = ["proxies", "installing", "backups", "scaling", "apps", "fhir", "launching-apps"];
const guides = documents.filter(({ name }) => !runElsewhere.includes(name));

for (const { name } of guides) {
  test(`every sample of the guide "${name}" works as written`, async ({ context }) => {
    const origin = process.env.E2E_ORIGIN ?? "";
    const { email } = await createAccount(context);
    await context.request.post("/v1/api/permissions", { headers: { origin }, data: { name: "orders:read" } });
    const { id, secret } = await createKey(context, { name: "Reader" });
    const { teamId } = await (await context.request.get("/v1/api/me")).json();
    const reader = { origin, keyId: id, secret, teamId, email };
    for (const { language, code } of await readSamples(name)) {
      await test.step(code, async () => {
        const runner = runners[language];
        if (runner === undefined) throw new Error(`no runner for samples in "${language}"`);
        await runner(replacePlaceholders(code, reader), reader);
      });
    }
  });
}
