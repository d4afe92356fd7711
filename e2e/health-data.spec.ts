import { expect, test } from "./fixtures.ts";
import { inviteViewer, signUp, teamPath } from "./people.ts";
import { startFhirServer } from "./support/servers/fhir-server.ts";

test("tests, registers, edits and deletes a FHIR server", async ({ page }) => {
  const fhir = await startFhirServer();
  await signUp(page);
  await page.goto(teamPath(page, "health-data"));
  await expect(page.getByRole("heading", { name: "No FHIR servers yet" })).toBeVisible();

  await page.getByRole("button", { name: "Register server" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Ward records");
  await form.getByLabel("Base URL").fill(`http://127.0.0.1:${fhir.port}/r4/`);
  await form.getByRole("button", { name: "Test connection" }).click();
  await expect(form.getByText("Ward Server 7.2.0, FHIR 4.0.1")).toBeVisible();
  await form.getByRole("button", { name: "Register server" }).click();
  await expect(form).toBeHidden();

  const row = page.getByRole("row").filter({ hasText: "Ward records" });
  await expect(row).toContainText("Development");
  await row.getByRole("button", { name: "Test connection to Ward records" }).click();
  await expect(row.getByText("Connected")).toBeVisible();
  await fhir.close();
  await row.getByRole("button", { name: "Test connection to Ward records" }).click();
  await expect(row.getByText("The server did not accept the connection")).toBeVisible();

  await row.getByRole("button", { name: "Actions for Ward records" }).click();
  await page.getByRole("menuitem", { name: "Edit…" }).click();
  const edit = page.getByRole("dialog");
  await edit.getByLabel("Name").fill("Old ward");
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Old ward" })).toBeVisible();

  await page.getByRole("button", { name: "Actions for Old ward" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete server" }).click();
  await expect(page.getByRole("heading", { name: "No FHIR servers yet" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Register server" }).first()).toBeFocused();
});

test.describe("with an invalid base URL", () => {
  test.use({ expectedConsoleErrors: [/400 \(Bad Request\)/] });

  test("shows an error next to the field and keeps the input", async ({ page }) => {
    await signUp(page);
    await page.goto(teamPath(page, "health-data"));
    await page.getByRole("button", { name: "Register server" }).first().click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Name").fill("Ward");
    await form.getByLabel("Base URL").fill("http://2130706433/r4");
    await form.getByRole("button", { name: "Register server" }).click();
    await expect(form.getByText("The host must be a name or a plain IP address")).toBeVisible();
    await expect(form.getByLabel("Name")).toHaveValue("Ward");
  });
});

test("shows a viewer the servers and connection tests, and why they can't change them", async ({
  page,
  browser,
}) => {
  const fhir = await startFhirServer();
  await signUp(page);
  const registered = await page.request.post("/v1/api/fhir/servers", {
    headers: { origin: new URL(page.url()).origin },
    data: { name: "Ward", baseUrl: `http://127.0.0.1:${fhir.port}/r4`, environment: "development" },
  });
  expect(registered.status()).toBe(201);
  const path = teamPath(page, "health-data");
  const viewer = await inviteViewer(page, browser);
  await viewer.goto(path);
  await expect(viewer.getByRole("button", { name: "Register server" })).toBeDisabled();
  await expect(
    viewer.getByText("Your role can view this page but not change it. Ask Ada Lovelace to make changes."),
  ).toBeVisible();
  await viewer.getByRole("button", { name: "Test connection to Ward" }).click();
  await expect(viewer.getByText("Connected")).toBeVisible();
  await viewer.getByRole("button", { name: "Actions for Ward" }).click();
  for (const name of [/^Edit…/, /^Delete…/]) {
    const item = viewer.getByRole("menuitem", { name });
    await expect(item).toBeDisabled();
    await expect(item).toContainText("Your role can view this page but not change it");
  }
  await viewer.context().close();
  await fhir.close();
});
