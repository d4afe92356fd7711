import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createKey, openKeyMenu, signUp, teamPath } from "./people.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const guides = [
  "quick-start",
  "authentication",
  "permissions",
  "environments",
  "rotation",
  "rate-limits",
  "errors",
  "verifying-keys",
  "teams",
  "security-practices",
  "self-hosting",
  "operations",
].map((name) => `/docs/${name}`);

async function expectNoFindings(page: Page, what: string): Promise<void> {
  // Half way through a transition a colour is neither of the two.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const axe = new AxeBuilder({ page }).withTags(tags);
  // An open menu belongs to its button; axe would have it inside one of the page's landmarks.
  if ((await page.getByRole("menu").count()) > 0) axe.disableRules(["region"]);
  const { violations } = await axe.analyze();
  const findings = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" | ")}`,
  );
  expect(findings, what).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, expectedConsoleErrors: [/404 \(Not Found\)/] });

    test("axe finds nothing on the pages a visitor sees", async ({ page }) => {
      for (const path of ["/sign-in", "/sign-up", "/docs", ...guides, "/nowhere"]) {
        await page.goto(path);
        await page.waitForLoadState("networkidle");
        await expectNoFindings(page, path);
      }
    });

    test("axe finds nothing on Overview, Health Data and AI Workers, nor in their dialogs", async ({
      page,
    }) => {
      await signUp(page);
      const origin = new URL(page.url()).origin;
      const things = [
        { name: "health-data", add: "Register server", path: "/fhir/servers" },
        { name: "ai-workers", add: "Create worker", path: "/workers" },
      ];
      await page.goto(teamPath(page, ""));
      await expectNoFindings(page, "overview of a new team");
      for (const { name, add, path } of things) {
        await page.goto(teamPath(page, name));
        await expectNoFindings(page, `${name}, none`);
        const data = { name: "One", environment: "development" };
        const made = await page.request.post(`/v1/api${path}`, {
          headers: { origin },
          data: path === "/workers" ? data : { ...data, baseUrl: "http://127.0.0.1:9/r4" },
        });
        expect(made.status()).toBe(201);
        await page.reload();
        const test = page.getByRole("button", { name: "Test connection to One" });
        if (name === "health-data") await test.click();
        if (name === "health-data") await expect(page.getByText("No answer")).toBeVisible();
        await expectNoFindings(page, `${name}, one`);
        await page.getByRole("button", { name: add }).first().click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await expectNoFindings(page, add);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
        for (const item of ["Edit…", "Delete…"]) {
          await page.getByRole("button", { name: "Actions for One" }).click();
          await expect(page.getByRole("menu")).toBeVisible();
          await page.getByRole("menuitem", { name: item }).click();
          await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
          await expectNoFindings(page, `${name} ${item}`);
          await page.keyboard.press("Escape");
          await expect(page.locator("[role=dialog], [role=alertdialog]")).toHaveCount(0);
        }
      }
      await page.goto(teamPath(page, ""));
      await expectNoFindings(page, "overview");
    });

    test("axe finds nothing on the settings pages and their dialogs", async ({ page }) => {
      await signUp(page);
      const origin = new URL(page.url()).origin;
      const { teamId } = await (await page.request.get("/v1/api/me")).json();
      await page.request.post(`/v1/api/teams/${teamId}/invitations`, {
        headers: { origin },
        data: { email: "grace@example.com", role: "viewer" },
      });
      const dialogs = [
        { name: "members", open: "Invite" },
        { name: "environments", open: "Add environment" },
        { name: "permissions", open: "Add permission" },
        { name: "team", open: "Delete team…" },
      ];
      for (const { name, open } of dialogs) {
        await page.goto(teamPath(page, `settings/${name}`));
        await expectNoFindings(page, name);
        await page.getByRole("button", { name: open }).click();
        await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
        await expectNoFindings(page, open);
      }
      const items = [
        { name: "members", of: "Ada Lovelace", item: "Leave team…" },
        { name: "members", of: "Ada Lovelace", item: "Change role…" },
        { name: "environments", of: "Production", item: "Edit…" },
      ];
      for (const { name, of, item } of items) {
        await page.goto(teamPath(page, `settings/${name}`));
        await page.getByRole("button", { name: `Actions for ${of}` }).click();
        await expect(page.getByRole("menu")).toBeVisible();
        await expectNoFindings(page, `menu of ${of}`);
        await page.getByRole("menuitem", { name: item }).click();
        await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
        await expectNoFindings(page, item);
      }
      await page.goto(teamPath(page, "settings/audit-log"));
      await page.locator("summary").first().click();
      await page.getByRole("button", { name: "Verify" }).click();
      await expect(page.getByText(/^Whole:/)).toBeVisible();
      await expectNoFindings(page, "audit log");
      await page.goto("/teams/new");
      await expectNoFindings(page, "new team");
      await page.goto("/invitations/nothing");
      await expectNoFindings(page, "an invitation that is gone");
    });

    test("axe finds nothing on the API Keys page and its dialogs", async ({ page }) => {
      await signUp(page);
      await expectNoFindings(page, "no keys");
      await createKey(page, { name: "One" });
      await createKey(page, { name: "Two", expiresAt: new Date(Date.now() + 86_400_000).toISOString() });
      await page.reload();
      await expectNoFindings(page, "two keys");
      await page.getByRole("button", { name: "Generate New Key" }).first().click();
      const form = page.getByRole("dialog");
      await expect(form).toBeVisible();
      await expectNoFindings(page, "generate");
      await form.getByLabel("Name").fill("Three");
      await form.getByRole("button", { name: "Generate key" }).click();
      const reveal = page.getByRole("alertdialog");
      await expect(reveal.getByRole("textbox").first()).toBeVisible();
      await expectNoFindings(page, "reveal");
      await reveal.getByRole("button", { name: "I have stored it" }).click();
      for (const item of ["Edit", "Rotate…", "Delete…"]) {
        await openKeyMenu(page, "One");
        await expectNoFindings(page, "menu");
        await page.getByRole("menuitem", { name: item }).click();
        await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
        await expectNoFindings(page, item);
        await page.keyboard.press("Escape");
        await expect(page.locator("[role=dialog], [role=alertdialog]")).toHaveCount(0);
      }
    });
  });
}
