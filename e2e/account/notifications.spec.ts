import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { password } from "#e2e/people.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { createUnsubscribeToken } from "#lib/services/notices/unsubscribe-token.ts";

const email = "ada@example.com";
const sessionSecret = "s".repeat(32);

async function signIn(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/t\//);
}

test("a sign-in from a new device shows in the bell and by email, and emails of a kind can be turned off", async ({
  page,
  browser,
}) => {
  const mailServer = await startMailServer();
  const running = await startConsole({
    environment: { LOG_LEVEL: "error", SMTP_URL: mailServer.url, SESSION_SECRET: sessionSecret },
  });
  const { origin } = running;
  const other = await browser.newContext();
  try {
    const created = await page.request.post(`${origin}/v1/api/users`, {
      headers: { origin },
      data: { name: "Ada", email, password, setupCode: await readSetUpCode(running) },
    });
    expect(created.status()).toBe(202);
    const readToken = () =>
      mailServer.mails.map(({ text }) => /\/verify-email\/([\w-]{43})/.exec(text)?.[1]).find(Boolean) ?? "";
    await expect.poll(readToken, { timeout: 20_000 }).not.toBe("");
    await signIn(page, origin);
    const confirmed = await page.request.post(`${origin}/v1/api/me/email-verification/confirm`, {
      headers: { origin },
      data: { token: readToken() },
    });
    expect(confirmed.status()).toBe(200);
    await expect(page.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();

    await signIn(await other.newPage(), origin);
    const findMail = () => mailServer.mails.find(({ text }) => text.includes("New sign-in from"))?.to;
    await expect.poll(findMail, { timeout: 20_000 }).toBe(email);

    await page.goto(`${origin}/account/notifications`);
    await page.getByRole("button", { name: "Notifications, 1 unread" }).click();
    await expect(page.getByRole("menuitem", { name: /New sign-in from/ })).toBeVisible();
    await page.getByRole("menuitem", { name: "Mark all as read" }).click();
    await expect(page.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();

    const expiring = page.getByRole("checkbox", { name: "Expiring keys" });
    await expect(expiring).toBeChecked();
    const saved = page.waitForResponse((response) => response.request().method() === "PATCH");
    await expiring.uncheck();
    expect((await saved).status()).toBe(200);
    await page.reload();
    await expect(expiring).not.toBeChecked();

    const { id: userId } = await (await page.request.get(`${origin}/v1/api/me`)).json();
    const of = { userId, kind: "key_changed" } as const;
    const visitor = await browser.newContext();
    const opened = await visitor.newPage();
    await opened.goto(`${origin}/unsubscribe/${createUnsubscribeToken(of, [sessionSecret])}`);
    await opened.getByRole("button", { name: "Unsubscribe" }).click();
    await expect(opened.getByText("You no longer get emails about this: Key changes.")).toBeVisible();
    await visitor.close();
    await page.reload();
    await expect(page.getByRole("checkbox", { name: "Key changes" })).not.toBeChecked();
  } finally {
    // An open page would go on asking the console.
    await page.goto("about:blank");
    await other.close();
    await running.stop();
    await mailServer.close();
  }
});
