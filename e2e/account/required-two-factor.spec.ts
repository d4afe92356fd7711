import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { inviteViewer, signUp, teamPath } from "#e2e/people.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";

// The browser's message for requests to a team that is closed.
test.use({ expectedConsoleErrors: [/403 \(Forbidden\)|404 \(Not Found\)/] });

/** Turns two-factor authentication on with the requests of the security page. */
async function turnOn(page: Page): Promise<void> {
  const headers = { origin: new URL(page.url()).origin };
  const started = await page.request.post("/v1/api/me/two-factor/totp", {
    headers,
  });
  expect(started.status()).toBe(201);
  const { secret } = await started.json();
  const data = { code: computeTotpCode(secret, new Date()) };
  const confirmed = await page.request.post("/v1/api/me/two-factor/totp/confirm", { headers, data });
  expect(confirmed.status()).toBe(200);
}

test("a team requires two-factor authentication, and a member without it turns it on to get back in (ASVS 6.3.3)", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const viewer = await inviteViewer(page, browser);
  await page.goto(teamPath(page, "settings/team"));
  const section = page.getByRole("region", { name: "Two-factor authentication" });
  await expect(section.getByText("2 of 2 active members don't have it:")).toBeVisible();
  await expect(
    section.getByText("Turn on two-factor authentication for your own account first."),
  ).toBeVisible();
  await turnOn(page);
  await page.reload();
  await expect(section.getByText("1 of 2 active members doesn't have it:")).toBeVisible();
  await expect(section.getByText("Vera Viewer")).toBeVisible();

  await section.getByRole("button", { name: "Require…" }).click();
  const dialog = page.getByRole("dialog", { name: "Require two-factor authentication" });
  await expect(dialog.getByLabel("Date")).toHaveValue(/^\d{4}-\d\d-\d\d$/);
  await dialog.getByLabel("Date").fill("2020-01-01");
  await dialog.getByRole("button", { name: "Require", exact: true }).click();
  await expect(dialog.getByText("Enter a date from today on, within a year")).toBeVisible();
  await dialog.getByLabel("Date").fill(new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10));
  await dialog.getByRole("button", { name: "Require", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(section.getByText(/^Required from/)).toBeVisible();
  await expectNoFindings(page, "the section");

  await viewer.reload();
  await expect(viewer.getByText(/^This team requires two-factor authentication from/)).toBeVisible();
  await expectNoFindings(viewer, "the notice");

  await section.getByRole("button", { name: "Change date…" }).click();
  await dialog.getByLabel("Date").fill(new Date().toISOString().slice(0, 10));
  await dialog.getByRole("button", { name: "Require", exact: true }).click();
  await expect(section.getByText(/^Required since/)).toBeVisible();
  await page.goto(teamPath(page, "settings/members"));
  await expect(page.getByRole("row", { name: /Vera Viewer/ }).getByText("No two-factor")).toBeVisible();

  await viewer.goto("/");
  await expect(viewer.getByRole("heading", { name: "Turn on two-factor authentication" })).toBeVisible();
  await expectNoFindings(viewer, "the closed team");
  await viewer.getByRole("link", { name: "Turn it on" }).click();
  await expect(viewer).toHaveURL(/\/account\/security/);
  await turnOn(viewer);
  await viewer.goto("/");
  await expect(viewer).toHaveURL(/\/t\//);
  await expect(viewer.getByRole("link", { name: "API Keys" }).first()).toBeVisible();
  await viewer.context().close();
});
