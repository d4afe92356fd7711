import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { inviteMember, inviteViewer, signUp, teamPath } from "#e2e/people.ts";
import { sendRejectedToken } from "./use-token.ts";

async function registerByCall(
  page: Page,
  fields: object = {},
): Promise<{ id: string; name: string; secret: string }> {
  const created = await page.request.post("/v1/api/apps", {
    headers: { origin: new URL(page.url()).origin },
    data: {
      name: "Nightly reports",
      kind: "service",
      environment: "development",
      scopes: ["workers:read"],
      ...fields,
    },
  });
  expect(created.status(), await created.text()).toBe(201);
  return created.json();
}

async function selectAction(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

// The browser logs the conflict that one test provokes.
test.use({ expectedConsoleErrors: [/409 \(Conflict\)/] });

test("registers an app, replaces its secret, and disables, enables and deletes it", async ({ page }) => {
  await signUp(page);
  await page.goto(teamPath(page, "apps"));
  await expect(page.getByRole("heading", { name: "No apps yet" })).toBeVisible();
  await page.getByRole("button", { name: "Register app" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Nightly reports");
  await form.getByRole("button", { name: "Register app" }).click();
  await expect(form.getByText("Select at least one permission, or add a SMART scope")).toBeVisible();
  await form.getByRole("checkbox", { name: "workers:read" }).check();
  await form.getByLabel("SMART scopes").fill("system/observation.rs ");
  await expect(form.getByText(/must have a resource type such as Observation/)).toBeVisible();
  await form.getByLabel("SMART scopes").fill("system/Observation.rs");
  await form.getByRole("button", { name: "Register app" }).click();

  const reveal = page.getByRole("alertdialog");
  const field = reveal.getByRole("textbox", { name: "Secret" });
  await expect(field).toHaveValue(/^be_app_[0-9A-Za-z]{49}$/);
  const secret = await field.inputValue();
  await expect(reveal.getByText(/^app_[0-9a-z]{26}$/)).toBeVisible();
  await expect(reveal.getByText(/\/oauth\/token$/)).toBeVisible();
  // The command on the page has a placeholder.
  expect(await page.content()).not.toContain(secret);
  await page.keyboard.press("Escape");
  await expect(field).toBeVisible();
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(reveal).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: "Nightly reports" })).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole("link", { name: "Nightly reports" }).click();
  await expect(page.getByRole("heading", { name: "Nightly reports", level: 1 })).toBeVisible();
  await expect(page.getByText("Read and search Observation resources of all patients")).toBeVisible();
  await page.getByRole("button", { name: "Create secret" }).click();
  await page.getByRole("dialog").getByRole("radio", { name: "1 hour" }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Create secret" }).click();
  await expect(reveal.getByRole("textbox", { name: "Secret" })).not.toHaveValue(secret);
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  const secrets = page.getByRole("table", { name: "Secrets of this app" });
  await expect(secrets.getByText("Grace period")).toBeVisible();
  await secrets.getByRole("button", { name: /^End .* now$/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End secret" }).click();
  await expect(secrets.getByText("Ended", { exact: true })).toBeVisible();
  await expect(secrets.getByText("Current", { exact: true })).toHaveCount(1);

  await selectAction(page, "Nightly reports", "Disable…");
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable app" }).click();
  await expect(page.getByText("This app is disabled")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create secret" })).toBeDisabled();
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await expect(page.getByText("This app is disabled")).toHaveCount(0);
  await selectAction(page, "Nightly reports", "Delete…");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete app" }).click();
  await expect(page.getByText("This app was deleted, and its tokens no longer work.")).toBeVisible();
  await page.getByRole("navigation", { name: "App" }).getByRole("link", { name: "History" }).click();
  const history = page.getByRole("list", { name: "History of this app" });
  await expect(history.getByRole("listitem")).toHaveCount(6);

  await page.goto(teamPath(page, "apps"));
  await expect(page.getByRole("heading", { name: "No apps yet" })).toBeVisible();
  await page.goto(teamPath(page, "apps?status=deleted"));
  await expect(page.getByRole("row").filter({ hasText: "Nightly reports" })).toBeVisible();
});

test("registers an app with public keys, and never sends a private one", async ({ page }) => {
  await signUp(page);
  await page.goto(teamPath(page, "apps#register"));
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Lab import");
  await form.getByRole("checkbox", { name: "workers:read" }).check();
  await form.getByLabel("Public keys, pasted here").check();
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-384" }, true, ["sign"]);
  const bodies: (string | null)[] = [];
  page.on("request", (request) => bodies.push(request.postData()));
  const privateKey = await crypto.subtle.exportKey("jwk", pair.privateKey);
  await form.getByLabel("JSON Web Key Set").fill(JSON.stringify(privateKey));
  await form.getByRole("button", { name: "Register app" }).click();
  await expect(form.getByText(/This contains a private key/)).toBeVisible();
  expect(bodies.filter((body) => body?.includes(privateKey.d ?? ""))).toEqual([]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  await form.getByLabel("JSON Web Key Set").fill(JSON.stringify({ kty, crv, x, y, kid: "lab-1" }));
  await form.getByRole("button", { name: "Register app" }).click();
  await page.getByRole("link", { name: "Lab import" }).click();
  await expect(page.getByRole("table", { name: "Public keys of this app" })).toContainText("lab-1");
});

test("keeps what was typed when the page is reloaded, but no private key", async ({ page }) => {
  await signUp(page);
  await page.goto(teamPath(page, "apps#register"));
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Lab import");
  await form.getByLabel("Public keys, pasted here").check();
  await form.getByLabel("JSON Web Key Set").fill('{"kty": "EC", "d": "private"}');
  await page.reload();
  await page.getByRole("button", { name: "Register app" }).first().click();
  await expect(form.getByText("Your draft was restored.")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Lab import");
  await expect(form.getByLabel("JSON Web Key Set")).toHaveValue("");
  await form.getByRole("button", { name: "Start over" }).click();
  await expect(form.getByLabel("Name")).toHaveValue("");
});

test("keeps the changes of another tab, and asks before it replaces one", async ({ page, context }) => {
  await signUp(page);
  const { id } = await registerByCall(page);
  const path = teamPath(page, `apps/${id}`);
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(path);
    await tab.getByRole("button", { name: "Edit", exact: true }).click();
    await expect(tab.getByRole("dialog").getByLabel("Name")).toHaveValue("Nightly reports");
  }
  await other.getByRole("dialog").getByLabel("Name").fill("Reports of the night");
  await other.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
  await expect(other.getByRole("heading", { name: "Reports of the night", level: 1 })).toBeVisible();

  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Morning reports");
  await form.getByLabel(/^Description/).fill("For the wards");
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(
    form.getByText("Another change to the name was saved since you opened this form."),
  ).toBeVisible();
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { name: "Morning reports", level: 1 })).toBeVisible();
  await expect(page.getByText("For the wards")).toBeVisible();
});

test("explains why a request with an app's token was rejected", async ({ page }) => {
  await signUp(page);
  const { id, secret } = await registerByCall(page);
  await sendRejectedToken(page, id, secret);
  // Requests are recorded within some seconds.
  await expect(async () => {
    await page.goto(teamPath(page, `apps/${id}?tab=requests`));
    await expect(page.getByRole("link", { name: "Missing permission" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await page.getByRole("link", { name: "Missing permission" }).click();
  await expect(page.getByRole("heading", { name: "Why was this request rejected?" })).toBeVisible();
  await expect(page.getByText("keys:write is missing. The token had workers:read.")).toBeVisible();
  await expect(page.getByText(/add it to the app's scopes and request a new token/)).toBeVisible();
  await page.getByRole("link", { name: "Open the app" }).click();
  await expect(page.getByRole("heading", { name: "Nightly reports", level: 1 })).toBeVisible();
  await page.goto(teamPath(page, `requests?key=${id}`));
  await expect(page.getByRole("link", { name: "Remove the filter: App Nightly reports" })).toBeVisible();
});

test("filters by environment and status", async ({ page }) => {
  await signUp(page);
  await registerByCall(page, { name: "In development" });
  await registerByCall(page, { name: "In production", environment: "production" });
  await page.goto(teamPath(page, "apps"));
  await page.getByLabel("Environment").selectOption("production");
  await expect(page.getByRole("link", { name: "In development" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "In production" })).toBeVisible();
  await page.getByLabel("Status").selectOption("disabled");
  await expect(page.getByRole("heading", { name: "No apps match these filters" })).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page.getByRole("link", { name: "In development" })).toBeVisible();
});

test("asks to replace a secret once the person who created it has left", async ({ page, browser }) => {
  await signUp(page);
  const admin = await inviteMember(page, browser, { role: "admin", name: "Grace Hopper" });
  const { id } = await registerByCall(admin);
  await admin.context().close();
  await page.goto(teamPath(page, "settings/members"));
  await selectAction(page, "Grace Hopper", "Remove…");
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Remove/ })
    .click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await page.goto(teamPath(page, "apps"));
  await expect(page.getByText("Replace the secret")).toBeVisible();
  await page.goto(teamPath(page, `apps/${id}`));
  await expect(page.getByText("Created by someone who left: replace it")).toBeVisible();
});

test("shows a viewer the apps, but no actions", async ({ page, browser }) => {
  await signUp(page);
  const { id } = await registerByCall(page);
  const path = teamPath(page, "apps");
  const viewer = await inviteViewer(page, browser);
  await viewer.goto(path);
  await expect(viewer.getByRole("button", { name: "Register app" })).toBeDisabled();
  await viewer.getByRole("button", { name: "Actions for Nightly reports" }).click();
  for (const name of [/^Disable…/, /^Edit…/, /^Delete…/]) {
    await expect(viewer.getByRole("menuitem", { name })).toBeDisabled();
  }
  await viewer.goto(`${path}/${id}`);
  for (const name of ["Edit", "Create secret"]) {
    await expect(viewer.getByRole("button", { name, exact: true })).toBeDisabled();
  }
  await viewer.goto(`${path}/${id}?tab=history`);
  await expect(viewer.getByText("Only admins and owners can see who did what.")).toBeVisible();
  await viewer.context().close();
});
