import { appendFile } from "node:fs/promises";
import { type BrowserContext, test as base, expect, type Response } from "@playwright/test";

interface ConsoleFixtures {
  /** Console errors a test is about, such as the browser's own line for a 409. Any other fails the test. */
  expectedConsoleErrors: RegExp[];
  failOnConsoleErrors: undefined;
  rememberSecrets: undefined;
}

/** Values that must be nowhere once all tests have run; global-setup.ts looks for them. */
async function remember(values: readonly string[]): Promise<void> {
  const lines = values.filter((value) => value.length >= 12).map((value) => `${JSON.stringify(value)}\n`);
  if (lines.length > 0) await appendFile(process.env.E2E_CANARIES ?? "", lines.join(""));
}

/** The secret a response tells, and the password its request brought. */
async function rememberExchange(response: Response): Promise<void> {
  const request = response.request();
  const sent = request.postData() ?? "";
  const passwords = [...sent.matchAll(/"password":"([^"]+)"/g)].map((match) => match[1] ?? "");
  const isKeyAnswer = request.method() === "POST" && /\/v1\/api\/keys/.test(response.url());
  const told = isKeyAnswer ? await response.text().catch(() => "") : "";
  await remember([...passwords, ...(told.match(/\bbe_[0-9A-Za-z]{46}\b/g) ?? [])]);
}

function watchSecrets(context: BrowserContext): () => Promise<void> {
  const pending: Promise<void>[] = [];
  context.on("response", (response) => {
    if (response.request().method() === "POST") pending.push(rememberExchange(response));
  });
  return async () => {
    await Promise.all(pending);
    const cookies = await context.cookies();
    await remember(cookies.filter(({ name }) => /session-token|csrf/.test(name)).map(({ value }) => value));
  };
}

/** The tests' `test`: pages are those of the product under test, and an error in a page's console fails the test. */
export const test = base.extend<ConsoleFixtures>({
  expectedConsoleErrors: [[], { option: true }],
  baseURL: async ({}, use) => {
    await use(process.env.E2E_ORIGIN);
  },
  rememberSecrets: [
    async ({ context }, use) => {
      const finish = watchSecrets(context);
      await use(undefined);
      await finish();
    },
    { auto: true },
  ],
  failOnConsoleErrors: [
    async ({ context, expectedConsoleErrors }, use) => {
      const errors: string[] = [];
      context.on("console", (message) => {
        if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (event) => errors.push(String(event.error())));
      await use(undefined);
      const unexpected = errors.filter(
        (text) => !expectedConsoleErrors.some((pattern) => pattern.test(text)),
      );
      expect(unexpected, "errors in the pages' consoles").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
