import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page, Response } from "@playwright/test";
import { z } from "zod";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp, teamPath } from "#e2e/people.ts";

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

interface Mutation {
  method: string;
  path: string;
}

/** Every operation that changes data, with the IDs of the attacked person's own resources. */
async function listMutations(page: Page, ids: Record<string, string>): Promise<Mutation[]> {
  const { paths } = documentSchema.parse(await (await page.request.get("/v1/api/openapi.json")).json());
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.keys(operations)
      .filter((method) => ["post", "patch", "delete"].includes(method))
      .map((method) => {
        const kind = Object.keys(ids).find((start) => template.includes(start));
        const path = template
          .replace("{id}", ids[kind ?? ""] ?? "x")
          .replaceAll(/\{\w+\}/g, "mem_00000000000000000000000000");
        return { method: method.toUpperCase(), path: path.startsWith("/v1/api") ? path : `/v1/api${path}` };
      }),
  );
}

/** A page of another site that attempts every change with its visitor's cookies. */
function writeAttack(target: string, mutations: readonly Mutation[]): string {
  return `<!doctype html><title>Attack</title><body><script>
    const target = ${JSON.stringify(target)};
    const mutations = ${JSON.stringify(mutations)};
    const body = JSON.stringify({ name: "stolen", email: "evil@example.com", role: "owner" });
    async function attack() {
      for (const { method, path } of mutations) {
        const types = ["text/plain", "application/x-www-form-urlencoded", "application/json"];
        for (const type of types) {
          for (const mode of ["no-cors", "cors"]) {
            const headers = { "content-type": type };
            await fetch(target + path, { method, mode, credentials: "include", headers, body }).catch(() => {});
          }
        }
        if (method === "POST") {
          for (const sandbox of [null, "allow-forms allow-scripts"]) {
            const frame = document.createElement("iframe");
            if (sandbox !== null) frame.setAttribute("sandbox", sandbox);
            frame.srcdoc = '<form method="post" enctype="text/plain" action="' + target + path +
              '"><input name=\\'{"name":"stolen","x":"\\' value=\\'"}\\'></form><script>document.forms[0].submit()<' + '/script>';
            const loaded = new Promise((done) => { frame.onload = done; setTimeout(done, 2000); });
            document.body.append(frame);
            await loaded;
            await new Promise((done) => setTimeout(done, 50));
            frame.remove();
          }
        }
      }
      document.title = "Done";
    }
    attack();
  </script>`;
}

async function serve(html: () => string): Promise<{ server: Server; origin: string }> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(html());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test.describe("another site", () => {
  // The browser logs what it blocks, and the console answers 403.
  test.use({ expectedConsoleErrors: [/./] });

  test("cannot change anything with its visitor's cookies, by form, fetch or sandboxed frame", async ({
    page,
  }) => {
    test.setTimeout(180_000);
    await signUp(page);
    const { id } = await createKey(page, { name: "Target" });
    const { teamId } = await (await page.request.get("/v1/api/me")).json();
    const mutations = await listMutations(page, { "/keys/": id, "/teams/": teamId });
    expect(mutations.length).toBeGreaterThan(25);
    const readState = async () => {
      const read = async (path: string) => (await page.request.get(`/v1/api${path}`)).json();
      const { data } = await read("/audit-events");
      return {
        events: data.length,
        newest: data[0]?.id,
        keys: await read("/keys"),
        teams: await read("/teams"),
      };
    };
    const before = await readState();
    const target = new URL(page.url()).origin;
    const rejected: Response[] = [];
    page.on("response", (response) => {
      if (response.url().startsWith(target) && response.status() === 403) rejected.push(response);
    });
    const { server, origin } = await serve(() => writeAttack(target, mutations));
    const back = teamPath(page, "settings/api-keys");
    // For cookies this is the console's own site. Only the origin differs, which is the harder case.
    await page.goto(origin);
    await expect(page).toHaveTitle("Done", { timeout: 150_000 });
    server.close();
    await page.goto(back);
    // The requests arrived with the cookies, and the console rejected them.
    const cookies = await Promise.all(rejected.map((response) => response.request().headerValue("cookie")));
    expect(cookies.filter((cookie) => cookie?.includes("session-token")).length).toBeGreaterThan(20);
    await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
    expect(await readState()).toEqual(before);
  });
});
