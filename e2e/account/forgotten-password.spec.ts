import { expect, test } from "#e2e/fixtures.ts";
import { password } from "#e2e/people.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";

const newPassword = "thistle river stone";

test("a person who forgot their password gets a link by email, and later moves to another address", async ({
  page,
}) => {
  const mailServer = await startMailServer();
  const running = await startConsole({ environment: { LOG_LEVEL: "error", SMTP_URL: mailServer.url } });
  try {
    const { origin } = running;
    const email = "ada@example.com";
    const created = await page.request.post(`${origin}/v1/api/users`, {
      headers: { origin },
      data: { name: "Ada", email, password, setupCode: await readSetUpCode(running) },
    });
    expect(created.status()).toBe(202);
    await page.goto(`${origin}/sign-in`);
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    // The sign-in page has a field of the same name.
    await expect(page.getByRole("heading", { name: "Reset your password" })).toBeVisible();
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Send link" }).click();
    await expect(page.getByText(`If there is an account for ${email}`)).toBeVisible();
    const readPath = () =>
      mailServer.mails.map(({ text }) => /\/reset-password\/[\w-]{43}/.exec(text)?.[0]).find(Boolean) ?? "";
    await expect.poll(readPath, { timeout: 20_000 }).not.toBe("");
    await page.goto(`${origin}${readPath()}`);
    await expect(page.getByText(`For ${email}.`)).toBeVisible();
    await page.getByLabel("New password", { exact: true }).fill(newPassword);
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(newPassword);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(/\/t\//);
    await page.goto(`${origin}/account`);
    await expect(page.getByText("Verified", { exact: true })).toBeVisible();

    const moved = "ada.king@example.com";
    await page.getByRole("button", { name: "Change email" }).click();
    const dialog = page.getByRole("dialog", { name: "Change email" });
    await dialog.getByLabel("New email").fill(moved);
    await dialog.getByRole("button", { name: "Change email" }).click();
    await expect(page.getByText(`Changes to ${moved}`)).toBeVisible();
    const readLink = (address: string) =>
      mailServer.mails
        .filter(({ to }) => to === address)
        .map(({ text }) => /\/confirm-email\/[\w-]{43}/.exec(text)?.[0])
        .find(Boolean) ?? "";
    for (const address of [moved, email]) {
      await expect.poll(() => readLink(address), { timeout: 20_000 }).not.toBe("");
    }
    await page.goto(`${origin}${readLink(moved)}`);
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByText("Now open the link we sent to the other address.")).toBeVisible();
    await page.goto(`${origin}${readLink(email)}`);
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page).toHaveURL(`${origin}/account`);
    await expect(page.getByText(moved).first()).toBeVisible();
  } finally {
    // An open page would go on asking the console.
    await page.goto("about:blank");
    await running.stop();
    await mailServer.close();
  }
});
