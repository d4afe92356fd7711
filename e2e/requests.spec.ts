import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp, teamPath } from "#e2e/people.ts";

/** Requests a permission that the key doesn't have. Returns the status and the request id of the response. */
async function requestWith(page: Page, secret: string, permission: string) {
  const me = await (await page.request.get("/v1/api/me")).json();
  const answer = await page.request.get(`/v1/api/auth?team=${me.team.id}&permission=${permission}`, {
    headers: { authorization: `Bearer ${secret}`, cookie: "" },
  });
  return { status: answer.status(), requestId: answer.headers()["x-request-id"] ?? "" };
}

test("leads from the request id of a 403 to the reason and to what to change", async ({ page }) => {
  await signUp(page);
  const { id, secret } = await createKey(page, { name: "Billing", permissions: ["workers:read"] });
  const { status, requestId } = await requestWith(page, secret, "workers:write");
  expect(status).toBe(403);
  await page.goto(teamPath(page, "requests"));
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("link", { name: "Missing permission" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  const search = page.getByRole("searchbox", { name: "Request ID or IP address" });
  await search.fill(`the proxy says: x-request-id: ${requestId}`);
  await expect(page).toHaveURL(new RegExp(`/requests/${requestId}$`));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why was this request rejected?");
  const checks = page.getByRole("list", { name: "Checks, in the order they are made" });
  await expect(checks.getByRole("listitem").filter({ hasText: "Failed" })).toHaveText(
    /Permission.*workers:write is missing\. The key had workers:read\./,
  );
  await expect(page.getByRole("region", { name: "How to fix it" })).toContainText("add it to the key");
  await expectNoFindings(page, "explanation of a request");

  await page.getByRole("link", { name: "Show them" }).click();
  await expect(page).toHaveURL(new RegExp(`/requests\\?outcome=INSUFFICIENT_PERMISSIONS&key=${id}$`));
  await expect(page.getByRole("table", { name: "Requests" }).getByRole("row")).toHaveCount(2);
  await expectNoFindings(page, "filtered requests");
  await page.getByRole("link", { name: "Accepted", exact: true }).click();
  await expect(page.getByRole("heading", { name: "No matching requests" })).toBeVisible();
});

test("shows a key's requests on its page, each one click from its explanation", async ({ page }) => {
  await signUp(page);
  const { id, secret } = await createKey(page, { name: "Billing", permissions: ["workers:read"] });
  await requestWith(page, secret, "workers:write");
  await page.goto(teamPath(page, `settings/api-keys/${id}?tab=requests`));
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("link", { name: "Missing permission" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await page.getByRole("link", { name: "Missing permission" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why was this request rejected?");
});

test("says why a request may not be found, and what the search field takes", async ({ page }) => {
  await signUp(page);
  await page.goto(teamPath(page, "requests"));
  await expect(page.getByRole("heading", { name: "No requests yet" })).toBeVisible();
  await expectNoFindings(page, "no requests yet");
  const search = page.getByRole("searchbox", { name: "Request ID or IP address" });
  await search.fill("billing");
  await search.press("Enter");
  await expect(page.getByText("Enter a request ID, which starts with req_, or an IP address.")).toBeVisible();
  await search.fill("req_01m84g7mvyerqy7b6a0s1v2n4k");
  await expect(page.getByRole("heading", { name: "Request not found", level: 1 })).toBeVisible();
  await expectNoFindings(page, "request not found");
});
