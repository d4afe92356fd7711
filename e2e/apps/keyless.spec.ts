import { expect, test } from "#e2e/fixtures.ts";
import { inviteViewer, signUp, teamPath } from "#e2e/people.ts";
import { createAppKey } from "#e2e/support/oauth/sign-assertion.ts";
import { exchangeToken, insertRefusedRule, registerKeylessApp } from "./keyless.ts";

test("registers an app without a secret, adds a rule, sees what it refused, and removes it", async ({
  page,
}) => {
  await signUp(page);
  await page.goto(teamPath(page, "apps#register"));
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Deployments");
  await form.getByRole("radio", { name: "Keyless" }).check();
  await form.getByRole("checkbox", { name: "workers:read" }).check();
  await form.getByRole("button", { name: "Register app" }).click();
  await page.getByRole("link", { name: "Deployments", exact: true }).click();
  await expect(page.getByText("This app has no secret, so none can leak.")).toBeVisible();
  await page.getByRole("navigation", { name: "App" }).getByRole("link", { name: "Keyless access" }).click();
  await expect(page.getByRole("heading", { name: "No rules yet" })).toBeVisible();
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";

  // A rule that others could match is refused at the field that is missing, and a pattern at its own.
  const key = createAppKey("ES256");
  const issuer = "https://github.example.com/_services/token";
  await page.getByRole("button", { name: "Add rule" }).click();
  await form.getByLabel("Name").fill("Deployments from main");
  await form.getByLabel("Issuer address").fill(issuer);
  await form.getByLabel("Uploaded here").check();
  await form.getByLabel("JSON Web Key Set").fill(JSON.stringify({ keys: [key.jwk] }));
  await form.getByRole("button", { name: "Add condition" }).click();
  await form.getByLabel("Accepted values").fill("refs/heads/main");
  await form.getByRole("button", { name: "Add rule" }).click();
  const identity = form.getByLabel("Repository ID");
  await expect(identity).toBeFocused();
  await expect(form.getByText(/^Too broad: .* Add repository_id, which nobody else can get$/)).toBeVisible();
  await identity.fill("4711");
  await form.getByLabel("Accepted values").fill("refs/heads/*");
  await form.getByRole("button", { name: "Add rule" }).click();
  await expect(form.getByLabel("Accepted values")).toBeFocused();
  await expect(form.getByText(/^Values are compared exactly/)).toBeVisible();
  await form.getByLabel("Accepted values").fill("refs/heads/main\nrefs/heads/release");
  const audience = await form.getByLabel("Audience").inputValue();
  await form.getByRole("button", { name: "Add rule" }).click();
  await expect(form).toHaveCount(0);
  const rules = page.getByRole("list", { name: "Rules of this app" });
  await expect(rules).toContainText("GitHub Actions · Never used");
  await expect(rules).toContainText("Repository ID4711");
  await expect(rules).toContainText("refs/heads/main or refs/heads/release");

  const claims = { iss: issuer, aud: audience, repository_id: "4711" };
  expect(await exchangeToken(page, id, key, { ...claims, ref: "refs/heads/fix" })).toBe(400);
  expect(await exchangeToken(page, id, key, { ...claims, ref: "refs/heads/main" })).toBe(200);
  await page.reload();
  const refusals = page.getByRole("list", { name: "Recently refused tokens" });
  await expect(refusals.getByText("Branch or tag doesn't match")).toBeVisible();
  await expect(refusals).toContainText("Expectedrefs/heads/main or refs/heads/release");
  await expect(refusals).toContainText("In the tokenrefs/heads/fix");
  await expect(rules).toContainText("Last used");

  await page.getByRole("button", { name: "Remove Deployments from main" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove rule" }).click();
  await expect(page.getByRole("heading", { name: "No rules yet" })).toBeVisible();
  await expect(refusals.getByText("The rule was removed")).toBeVisible();
  expect(await exchangeToken(page, id, key, { ...claims, ref: "refs/heads/main" })).toBe(400);
});

test("adds, renames and removes a trusted issuer, and says what ends with it", async ({ page }) => {
  await signUp(page);
  await page.goto(teamPath(page, "apps"));
  await page.getByRole("link", { name: "Trusted issuers" }).click();
  await expect(page.getByRole("heading", { name: "No trusted issuers yet" })).toBeVisible();
  await page.getByRole("button", { name: "Add issuer" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Kind").selectOption({ label: "Kubernetes" });
  await form.getByRole("button", { name: "Add issuer" }).click();
  await expect(form.getByText("Enter the issuer's address. Each installation has its own.")).toBeVisible();
  await form.getByLabel("Issuer address").fill("https://cluster.example.com");
  await form.getByRole("button", { name: "Add issuer" }).click();
  const row = page.getByRole("row").filter({ hasText: "https://cluster.example.com" });
  await expect(row).toContainText("Read at the issuer");

  await row.getByRole("button", { name: "Actions for Kubernetes" }).click();
  await page.getByRole("menuitem", { name: "Edit…" }).click();
  await form.getByLabel("Name").fill("Clinic cluster");
  await form.getByLabel("Uploaded here").check();
  await form.getByLabel("JSON Web Key Set").fill(JSON.stringify({ keys: [createAppKey("ES256").jwk] }));
  await expect(form.getByText(/previous keys stop working when you save/)).toBeVisible();
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(row).toContainText("Clinic cluster");
  await expect(row).toContainText("1 key uploaded");

  const { id } = await registerKeylessApp(page);
  await insertRefusedRule(page, id);
  await page.reload();
  const builds = page.getByRole("row").filter({ hasText: "Builds" });
  await builds.getByRole("button", { name: "Actions for Builds" }).click();
  await page.getByRole("menuitem", { name: "Remove…" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByText(/^1 rule of an app is removed with it/)).toBeVisible();
  await question.getByRole("button", { name: "Remove issuer" }).click();
  await expect(builds).toHaveCount(0);
  await page.goto(teamPath(page, `apps/${id}?tab=keyless`));
  await expect(page.getByRole("heading", { name: "No rules yet" })).toBeVisible();
});

test("shows a viewer rules and issuers, but no actions", async ({ page, browser }) => {
  await signUp(page);
  const { id } = await registerKeylessApp(page);
  await insertRefusedRule(page, id);
  const path = teamPath(page, "apps");
  const viewer = await inviteViewer(page, browser);
  await viewer.goto(`${path}/${id}?tab=keyless`);
  await expect(viewer.getByRole("list", { name: "Rules of this app" })).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Add rule" })).toBeDisabled();
  await expect(viewer.getByRole("button", { name: "Remove Deployments from main" })).toBeDisabled();
  await viewer.goto(`${path}/issuers`);
  await expect(viewer.getByRole("button", { name: "Add issuer" })).toBeDisabled();
  await viewer.getByRole("button", { name: "Actions for Builds" }).click();
  await expect(viewer.getByRole("menuitem", { name: /^Remove…/ })).toBeDisabled();
  await viewer.context().close();
});
