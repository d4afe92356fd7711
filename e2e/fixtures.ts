import { appendFile } from "node:fs/promises";
import { type BrowserContext, test as base, expect, type Page, type Response } from "@playwright/test";

interface ConsoleFixtures {
  /** Console errors that a test expects, such as the browser's message for a 409. Any other fails the test. */
  expectedConsoleErrors: RegExp[];
  failOnConsoleErrors: undefined;
  rememberSecrets: undefined;
}

/** Records values that must not be stored anywhere. global-setup.ts searches for them after all tests. */
async function remember(values: readonly string[]): Promise<void> {
  const lines = values.filter((value) => value.length >= 12).map((value) => `${JSON.stringify(value)}\n`);
  if (lines.length > 0) await appendFile(process.env.E2E_CANARIES ?? "", lines.join(""));
}

/** Keys, codes and tokens of apps, secrets of authenticator apps, and recovery codes. */
const secretPattern =
  /\bbe_(?:scim_|app_)?[0-9A-Za-z]{46,49}\b|\bbe[clrt]_[0-9A-Za-z]{49}\b|\b[A-Z2-7]{32}\b|\b[0-9a-z]{6}(?:-[0-9a-z]{6}){3}\b/g;

/** Records the secrets in a response, and the passwords and the link's token in its request. */
async function rememberExchange(response: Response): Promise<void> {
  const request = response.request();
  const sent = request.postData() ?? "";
  const passwords = [...sent.matchAll(/"(?:p|currentP|newP)assword":"([^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  const token = /\/password-resets\/([\w-]{43})/.exec(request.url())?.[1] ?? "";
  const hasSecret =
    request.method() === "POST" &&
    /\/v1\/api\/(keys|apps|me\/(two-factor|passkeys|authorizations)|instance\/provisioning)|\/oauth\/token$/.test(
      response.url(),
    );
  const body = hasSecret ? await response.text().catch(() => "") : "";
  await remember([token, ...passwords, ...(body.match(secretPattern) ?? [])]);
}

function watchSecrets(context: BrowserContext): () => Promise<void> {
  const pending: Promise<void>[] = [];
  context.on("response", (response) => {
    if (response.request().method() === "POST") pending.push(rememberExchange(response));
  });
  return async () => {
    await Promise.all(pending);
    const cookies = await context.cookies();
    await remember(
      cookies.filter(({ name }) => /session-token|csrf|pending-sign-in/.test(name)).map(({ value }) => value),
    );
  };
}

/** Waits until React has attached its handlers to every button, and has run its effects. Some pages have other buttons. */
export async function waitForScripts(page: Page): Promise<void> {
  const isHydrated = () =>
    [...document.querySelectorAll("button")].every((button) =>
      Object.keys(button).some((key) => key.startsWith("__reactProps")),
    );
  await page.waitForFunction(isHydrated, undefined, { timeout: 5_000 }).catch(() => {});
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
}

/** A key is lost if it is pressed before the page listens, which takes long on a busy machine. */
function waitBeforeKeys(page: Page): void {
  const press = page.keyboard.press.bind(page.keyboard);
  page.keyboard.press = async (key, options) => {
    await waitForScripts(page);
    await press(key, options);
  };
}

/** The `test` function of all specs. It sets the base URL, and fails a test if a page logs a console error. */
export const test = base.extend<ConsoleFixtures>({
  expectedConsoleErrors: [[], { option: true }],
  baseURL: async ({}, use) => {
    await use(process.env.E2E_ORIGIN);
  },
  page: async ({ page, context }, use) => {
    waitBeforeKeys(page);
    context.on("page", waitBeforeKeys);
    await use(page);
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
      expect(unexpected, "console errors").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
