import { test as base, expect } from "@playwright/test";

interface ConsoleFixtures {
  /** Console errors a test is about, such as the browser's own line for a 409. Any other fails the test. */
  expectedConsoleErrors: RegExp[];
  failOnConsoleErrors: undefined;
}

/** The tests' `test`: pages are those of the product under test, and an error in a page's console fails the test. */
export const test = base.extend<ConsoleFixtures>({
  expectedConsoleErrors: [[], { option: true }],
  baseURL: async ({}, use) => {
    await use(process.env.E2E_ORIGIN);
  },
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
