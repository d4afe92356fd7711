import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey } from "#e2e/people.ts";
import { getPackedSdk } from "./packed-sdk.ts";

const run = promisify(execFile);

type Sdk = typeof import("../../sdk/src/index.ts");

/** Imports the packed SDK. Its types are those of the source. */
async function importSdk(): Promise<Sdk> {
  const entry = join(getPackedSdk().folder, "node_modules", "@boolbyte", "engine", "dist", "index.js");
  return import(pathToFileURL(entry).href);
}

async function connect(context: BrowserContext, fields: Record<string, unknown> = {}) {
  await createAccount(context);
  const { secret } = await createKey(context, { name: "sdk", ...fields });
  const { ByteEngine } = await importSdk();
  return { secret, client: new ByteEngine({ apiKey: secret, baseUrl: process.env.E2E_ORIGIN }) };
}

/** Runs a one-file program in the empty project, as a user of the SDK would. */
async function runProgram(code: string, environment: Record<string, string>): Promise<string> {
  const file = join(getPackedSdk().folder, `${randomUUID()}.js`);
  await writeFile(file, code);
  const { PATH = "" } = process.env;
  const { stdout } = await run(process.execPath, [file], {
    cwd: getPackedSdk().folder,
    env: { NODE_ENV: "production", PATH, ...environment },
  });
  return stdout.trim();
}

test("the packed SDK is small and has no dependencies", async () => {
  expect(getPackedSdk().installed).toEqual(["@boolbyte"]);
  expect(getPackedSdk().packedBytes).toBeLessThan(45_000);
});

test("runs the documentation's example, also with the key from the environment", async ({
  context,
  baseURL,
}) => {
  await createAccount(context);
  const { secret } = await createKey(context, { name: "examples" });
  const address = { BYTEENGINE_BASE_URL: `${baseURL}/v1/api` };
  const documented = `import { ByteEngine } from '@boolbyte/engine';
const client = new ByteEngine({
apiKey: '${secret}'
});
// List AI workers
const workers = await client.workers.list();
`;
  expect(await runProgram(`${documented}console.log(JSON.stringify(workers));`, address)).toBe(
    '{"data":[],"nextCursor":null}',
  );
  const fromEnvironment = `import { ByteEngine } from '@boolbyte/engine';
const apiKey = process.env.BYTEENGINE_API_KEY;
for (const client of [new ByteEngine({ apiKey }), new ByteEngine()]) {
  console.log((await client.me()).name);
}`;
  expect(await runProgram(fromEnvironment, { ...address, BYTEENGINE_API_KEY: secret })).toBe(
    "examples\nexamples",
  );
});

test("creates, reads, changes, lists across pages and deletes workers and FHIR servers", async ({
  context,
}) => {
  const { client } = await connect(context);
  const groups = [
    { group: client.workers, input: (name: string) => ({ name, environment: "development" }) },
    {
      group: client.fhir.servers,
      input: (name: string) => ({ name, environment: "development", baseUrl: "https://fhir.example.com/r4" }),
    },
  ] as const;
  for (const { group, input } of groups) {
    const names = ["one", "two", "three"];
    for (const name of names) await group.create(Object.assign(input(name)));
    const seen: string[] = [];
    for await (const { id, name } of group.list({ limit: 1 })) {
      seen.push(name);
      await group.update(id, { name: `${name} renamed` });
      expect(await group.get(id)).toMatchObject({ id, name: `${name} renamed` });
    }
    expect(seen.sort()).toEqual(names.sort());
    for (const { id } of (await group.list()).data) await group.delete(id);
    expect(await group.list()).toEqual({ data: [], nextCursor: null });
  }
});

test("takes a key through its whole life cycle", async ({ context, baseURL }) => {
  const { client } = await connect(context);
  const { ByteEngine, AuthenticationError } = await importSdk();
  const created = await client.keys.create({ name: "life", environment: "development" });
  const first = created.secret ?? "";
  const next = (await client.keys.rotate(created.id, { gracePeriodSeconds: 3600 })).secret ?? "";
  expect(await client.keys.get(created.id)).toMatchObject({ status: "rotating" });
  for (const key of [first, next]) {
    expect(await client.keys.verify({ key })).toMatchObject({ valid: true, keyId: created.id });
    expect(await client.keys.lookup(key)).toMatchObject({ id: created.id });
  }
  await client.keys.finish(created.id);
  expect(await client.keys.verify({ key: first })).toMatchObject({ valid: false });
  await client.keys.disable(created.id);
  expect(await client.keys.verify({ key: next })).toMatchObject({ code: "DISABLED" });
  await client.keys.enable(created.id);
  await client.keys.update(created.id, { description: "changed" });
  expect(await client.keys.usage(created.id, { by: "outcome" })).toMatchObject({ total: expect.any(Number) });
  await client.keys.delete(created.id, { reason: "tested" });
  const revoked = new ByteEngine({ apiKey: next, baseUrl: baseURL });
  const error = await revoked.me().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error).toMatchObject({ code: "unauthorized", requestId: expect.stringMatching(/^req_/) });
});

test("reads and changes a team, its members and its invitations with a key", async ({ context }) => {
  const viewerPermissions = ["keys:read", "members:read", "fhir.servers:read", "workers:read"];
  const permissions = [...viewerPermissions, "members:write", "team:write"];
  const { client } = await connect(context, { environment: "production", permissions });
  const [team] = (await client.teams.list()).data;
  const id = team?.id ?? "";
  expect(await client.teams.update(id, { name: "Engines" })).toMatchObject({ name: "Engines" });
  expect((await client.teams.members.list(id)).data).toMatchObject([{ role: "owner", name: "Ada Lovelace" }]);
  const invited = await client.teams.invitations.create(id, { email: "mary@example.com", role: "viewer" });
  expect(invited.url).toContain("/invitations/");
  await client.teams.invitations.delete(id, invited.id);
  expect((await client.teams.invitations.list(id, { status: "pending" })).data).toEqual([]);
});

test("applies a repeated request once, and throws a specific class for each error", async ({ context }) => {
  const { client } = await connect(context, { permissions: ["keys:read", "keys:write", "workers:read"] });
  const { NotFoundError, PermissionError, InvalidRequestError } = await importSdk();
  const once = { idempotencyKey: "the-same" };
  const input = { name: "once", environment: "development", permissions: ["workers:read"] };
  const first = await client.keys.create(input, once);
  expect(await client.keys.create(input, once)).toMatchObject({ id: first.id, secret: null });
  const errors = [
    [() => client.workers.create({ name: "x", environment: "development" }), PermissionError],
    [() => client.workers.get(`wrk_${"0".repeat(26)}`), NotFoundError],
    [() => client.keys.update(first.id, {}), InvalidRequestError],
  ] as const;
  for (const [call, ErrorClass] of errors) {
    expect(await call().catch((thrown: unknown) => thrown)).toBeInstanceOf(ErrorClass);
  }
});

/** Serves a page with the SDK's files. A real server, because Chromium treats intercepted requests differently. */
async function serveApplication(port: number): Promise<{ origin: string; close: () => void }> {
  const files = join(getPackedSdk().folder, "node_modules", "@boolbyte", "engine", "dist");
  const server = createServer(async (request, response) => {
    if (!request.url?.startsWith("/sdk/")) {
      response.writeHead(200, { "content-type": "text/html" });
      return response.end('<title>App</title><link rel="icon" href="data:,">');
    }
    response.writeHead(200, { "content-type": "text/javascript" });
    return response.end(await readFile(join(files, request.url.replace("/sdk/", ""))));
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

interface Outcome {
  constructorError: string;
  names: string[];
  error: { code: string; status: number | null; requestId: string | null };
}

/** Uses the SDK inside the page: without `dangerouslyAllowBrowser`, with it, and for a worker that doesn't exist. */
function useInPage(page: Page, apiKey: string, baseUrl: string | undefined): Promise<Outcome> {
  return page.evaluate(
    async (options) => {
      const address = "/sdk/index.js";
      const { ByteEngine } = await import(address);
      const fail = (thrown: unknown) => JSON.parse(JSON.stringify(Object.assign({}, thrown)));
      let constructorError = "";
      try {
        new ByteEngine(options);
      } catch (thrown) {
        constructorError = String(thrown);
      }
      const client = new ByteEngine({ ...options, dangerouslyAllowBrowser: true, maxRetries: 0 });
      const error = await client.workers.get("wrk_none").catch(fail);
      const names: string[] = [];
      try {
        await client.workers.create({ name: "created in a page", environment: "development" });
        for await (const { name } of client.workers.list()) names.push(name);
      } catch {}
      return { constructorError, names, error };
    },
    { apiKey, baseUrl },
  );
}

test.describe("in Chromium", () => {
  test.use({ expectedConsoleErrors: [/404 \(Not Found\)/] });

  test("the SDK works on an origin in CORS_ORIGINS when the browser option is set", async ({
    page,
    baseURL,
  }) => {
    await createAccount(page);
    const { secret } = await createKey(page, { name: "in a page" });
    const application = await serveApplication(Number(new URL(process.env.E2E_FRIEND_ORIGIN ?? "").port));
    await page.goto(application.origin);
    const outcome = await useInPage(page, secret, baseURL);
    application.close();
    expect(outcome.constructorError).toContain("dangerouslyAllowBrowser");
    expect(outcome.names).toEqual(["created in a page"]);
    expect(outcome.error).toMatchObject({
      code: "not_found",
      status: 404,
      requestId: expect.stringMatching(/^req_/),
    });
  });

  test.describe("on an origin outside CORS_ORIGINS", () => {
    test.use({ expectedConsoleErrors: [/CORS policy|ERR_FAILED/] });

    test("the SDK cannot reach the console", async ({ page, baseURL }) => {
      await createAccount(page);
      const { secret } = await createKey(page, { name: "elsewhere" });
      const application = await serveApplication(0);
      await page.goto(application.origin);
      const outcome = await useInPage(page, secret, baseURL);
      application.close();
      expect(outcome.names).toEqual([]);
      expect(outcome.error).toMatchObject({ code: "connection_failed", status: null });
    });
  });
});
