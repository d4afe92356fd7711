import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, getStatusWith } from "#e2e/people.ts";

async function chooseAct(page: Page, act: string, submit: string) {
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: act, exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: submit }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
}

test("an administrator finds a person, suspends them, and reinstates them", async ({ page, browser }) => {
  const context = await browser.newContext({ baseURL: process.env.E2E_ORIGIN });
  const other = await context.newPage();
  const person = await createAccount(other, "Grace Hopper");
  const { secret } = await createKey(other, { name: "CI" });
  expect(await getStatusWith(other, secret)).toBe(200);

  await createAccount(page, "Root", { isInstanceOwner: true });
  await page.goto("/");
  await page.getByRole("button", { name: /^Account: Root/ }).click();
  await page.getByRole("menuitem", { name: "Administration" }).click();
  await expect(page.getByRole("heading", { name: "People", level: 1 })).toBeVisible();
  const search = page.getByRole("searchbox", { name: "Search people" });
  await search.fill("nobody at all");
  await page.getByRole("link", { name: "Clear search" }).click();
  await expect(search).toHaveValue("");
  await search.fill(person.email);
  await expect(page.getByRole("status").filter({ hasText: /^1 person$/ })).toBeVisible();
  await page.getByRole("link", { name: "Grace Hopper" }).click();
  await expect(page.getByRole("heading", { name: "Grace Hopper", level: 1 })).toBeVisible();

  await chooseAct(page, "Suspend", "Suspend");
  await expect(page.getByText("This account is suspended")).toBeVisible();
  expect(await getStatusWith(other, secret)).toBe(401);
  await other.goto("/account");
  await expect(other).toHaveURL(/\/sign-in/);

  await chooseAct(page, "Reinstate", "Reinstate");
  await expect(page.getByText("This account is suspended")).toHaveCount(0);
  expect(await getStatusWith(other, secret)).toBe(200);

  await page.getByRole("link", { name: "Show events about this account" }).click();
  await expect(page.getByText("reinstated the account")).toBeVisible();
  await expect(page.getByText("suspended the account")).toBeVisible();
  await context.close();
});

test("an administrator creates a password link, which is shown once", async ({ page, browser }) => {
  const context = await browser.newContext({ baseURL: process.env.E2E_ORIGIN });
  await createAccount({ request: context.request }, "Lin Forgetful");
  const { id } = await (await context.request.get("/v1/api/me")).json();
  await createAccount(page, "Root", { isInstanceOwner: true });
  await page.goto(`/instance/people/${id}`);
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Create password link" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Create link" }).click();
  const link = page.getByRole("alertdialog").getByRole("textbox", { name: "Link" });
  await expect(link).toHaveValue(/\/reset-password\/[\w-]{43}$/);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await context.close();
});

test("the pages don't exist for anyone else", async ({ page, expectedConsoleErrors }) => {
  expectedConsoleErrors.push(/404/);
  await createAccount(page);
  for (const path of ["people", `people/user_${"0".repeat(26)}`, "audit", "settings", "health"]) {
    const response = await page.goto(`/instance/${path}`);
    expect(response?.status()).toBe(404);
  }
  await page.goto("/");
  await page.getByRole("button", { name: /^Account:/ }).click();
  await expect(page.getByRole("menuitem", { name: "Sessions" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Administration" })).toHaveCount(0);
});

test("an administrator suspends a team, whose members see it, and reinstates it", async ({
  page,
  browser,
}) => {
  const context = await browser.newContext({ baseURL: process.env.E2E_ORIGIN });
  const member = await context.newPage();
  await createAccount(member, "Grace Hopper");
  const { secret } = await createKey(member, { name: "CI" });
  const { teamId, team } = await (await context.request.get("/v1/api/me")).json();

  await createAccount(page, "Root", { isInstanceOwner: true });
  await page.goto(`/instance/teams/${teamId}`);
  await page.getByRole("button", { name: "Suspend" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Reason").fill("A key was leaked");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByText("This team has been suspended since")).toBeVisible();
  expect(await getStatusWith(member, secret)).toBe(401);

  await member.goto(`/t/${team.slug}/settings/api-keys`);
  await expect(member.getByRole("heading", { name: `${team.name} is suspended` })).toBeVisible();
  await expect(member.getByText("A key was leaked")).toBeVisible();
  await expect(member.getByRole("button", { name: "Sign out" })).toBeVisible();
  await member.getByRole("link", { name: "Account" }).click();
  await expect(member.getByRole("heading", { name: "Profile" }).first()).toBeVisible();
  const other = await context.request.post("/v1/api/teams", {
    data: { name: "Second team" },
    headers: { origin: process.env.E2E_ORIGIN ?? "" },
  });
  expect(other.status()).toBe(201);
  await member.goto(`/t/${team.slug}`);
  await member.getByRole("link", { name: "Go to your other team" }).click();
  await expect(member.getByRole("button", { name: /Switch team: Second team/ })).toBeVisible();

  await page.goto("/instance/teams?view=suspended");
  await expect(page.getByRole("link", { name: team.name }).first()).toBeVisible();
  await page.goto(`/instance/teams/${teamId}`);
  await page.getByRole("button", { name: "Reinstate" }).click();
  await dialog.getByRole("button", { name: "Reinstate" }).click();
  await expect(page.getByText("This team has been suspended since")).toHaveCount(0);
  expect(await getStatusWith(member, secret)).toBe(200);
  await member.goto(`/t/${team.slug}/settings/api-keys`);
  await expect(member.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
  await context.close();
});
