import { cp, rename, rm } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { signUp } from "#e2e/support/servers/console-client.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";

test("a copy of the data directory restores keys, sessions and the audit log", async () => {
  test.setTimeout(180_000);
  const first = await startConsole({ environment: { LOG_LEVEL: "error" } });
  const { dataDirectory, origin } = first;
  const copy = `${dataDirectory}-backup`;
  try {
    const { cookie } = await signUp(origin, {
      name: "Ada Lovelace",
      email: "ada@example.com",
      password: "correct horse battery staple",
      setupCode: await readSetUpCode(first),
    });
    const created = await fetch(`${origin}/v1/api/keys`, {
      method: "POST",
      headers: { cookie, origin, "content-type": "application/json" },
      body: JSON.stringify({ name: "Kept", environment: "production" }),
    });
    expect(created.status).toBe(201);
    const { secret } = await created.json();
    await first.stop();
    await cp(dataDirectory, copy, { recursive: true });
    await rm(dataDirectory, { recursive: true });

    await rename(copy, dataDirectory);
    const port = Number(new URL(origin).port);
    const restored = await startConsole({ dataDirectory, port, environment: { LOG_LEVEL: "error" } });
    try {
      const headers = { authorization: `Bearer ${secret}` };
      expect((await fetch(`${origin}/v1/api/me`, { headers })).status).toBe(200);
      const verified = await fetch(`${origin}/v1/api/audit-events/verify`, { headers: { cookie } });
      expect(await verified.json()).toMatchObject({ ok: true });
    } finally {
      await restored.stop();
    }
  } finally {
    await first.stop();
    await rm(dataDirectory, { recursive: true, force: true });
    await rm(copy, { recursive: true, force: true });
  }
});
