import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createKey, inviteMember, inviteViewer, signUp, teamPath } from "./people.ts";
import { startFhirServer } from "./support/servers/fhir-server.ts";

/** Sends a request of the signed-in person to the API. */
async function post(page: Page, path: string, data: object): Promise<{ id: string }> {
  const { origin } = new URL(page.url());
  const response = await page.request.post(`/v1/api${path}`, { headers: { origin }, data });
  expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
  return response.json();
}

async function registerServer(page: Page, port: number): Promise<string> {
  const baseUrl = `http://127.0.0.1:${port}/r4`;
  const { id } = await post(page, "/fhir/servers", { name: "Ward", baseUrl, environment: "development" });
  return id;
}

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
  await registerServer(page, fhir.port);
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

test("turns the gateway on, sets credentials, allows API keys, and shows who can reach the server", async ({
  page,
}) => {
  const fhir = await startFhirServer();
  await signUp(page);
  const id = await registerServer(page, fhir.port);
  await post(page, "/apps", {
    name: "Nightly reports",
    kind: "service",
    environment: "development",
    scopes: ["system/Observation.rs"],
  });
  await createKey(page, { name: "Importer", permissions: ["fhir.data:read", "fhir.data:write"] });
  await page.goto(teamPath(page, "health-data"));
  await page.getByRole("link", { name: "Ward" }).click();
  await expect(page.getByRole("heading", { name: "Ward", level: 1 })).toBeVisible();
  const gateway = page.getByRole("region", { name: "Gateway" });
  const reach = page.getByRole("region", { name: "Who can reach it" });
  await expect(gateway.getByText(`/v1/api/fhir/servers/${id}/fhir`)).toBeVisible();
  await expect(reach.getByText("No one, while the gateway is off.")).toBeVisible();

  await gateway.getByRole("button", { name: "Turn on…" }).click();
  const turnOn = page.getByRole("dialog", { name: "Turn on the gateway of Ward?" });
  await expect(turnOn.getByText(`http://127.0.0.1:${fhir.port}/r4`)).toBeVisible();
  await expect(turnOn.getByText("This address isn't encrypted")).toBeVisible();
  await turnOn.getByRole("button", { name: "Turn on gateway" }).click();
  await expect(page.getByText("Gateway on", { exact: true })).toBeVisible();
  await expect(gateway.getByRole("button", { name: "Turn off…" })).toBeFocused();
  await expect(reach.getByRole("link", { name: "Nightly reports" })).toBeVisible();
  await expect(reach.getByText("Read and search Observation resources")).toBeVisible();
  await expect(reach.getByText("API keys aren't allowed.")).toBeVisible();

  await gateway.getByRole("button", { name: "Allow API keys…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Allow API keys" }).click();
  await expect(reach.getByRole("link", { name: "Importer" })).toBeVisible();
  await expect(reach.getByText("Create, read, update, delete, and search all resources")).toBeVisible();

  const credential = page.getByRole("region", { name: "Credential" });
  await credential.getByRole("button", { name: "Set credential…" }).click();
  const form = page.getByRole("dialog", { name: "Set the credential" });
  await form.getByRole("button", { name: "Set credential" }).click();
  await expect(form.getByText("Enter the token")).toBeVisible();
  await form.getByLabel("Token", { exact: true }).last().fill("the-token-of-the-ward");
  await form.getByRole("button", { name: "Set credential" }).click();
  await expect(form).toBeHidden();
  await expect(credential.getByText("It is encrypted, and isn't shown again.")).toBeVisible();
  await expect(page.locator("html")).not.toContainText("the-token-of-the-ward");

  await credential.getByRole("button", { name: "Replace…" }).click();
  await form.getByRole("radio", { name: "SMART backend services" }).check();
  await form.getByLabel("Client ID").fill("byteengine");
  await form.getByRole("button", { name: "Set credential" }).click();
  await expect(form).toBeHidden();
  await expect(credential.getByText('"alg": "ES384"')).toBeVisible();
  await expect(credential.getByText("for the client byteengine.")).toBeVisible();

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const edit = page.getByRole("dialog", { name: "Edit FHIR server" });
  await edit.getByLabel("Base URL").fill(`http://127.0.0.1:${fhir.port}/other`);
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Gateway off", { exact: true })).toBeVisible();
  await expect(credential.getByText("Set the credential again.")).toBeVisible();
  await credential.getByRole("button", { name: "Remove…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove credential" }).click();
  await expect(credential.getByText("The gateway sends no credential.")).toBeVisible();

  await page.getByRole("link", { name: "History" }).click();
  const history = page.getByRole("list", { name: "History of this server" });
  await expect(history.getByRole("listitem").first()).toBeVisible();
  await expect(history).not.toContainText("the-token-of-the-ward");
  await page.getByRole("button", { name: "Actions for Ward" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete server" }).click();
  await expect(page.getByRole("heading", { name: "No FHIR servers yet" })).toBeVisible();
  await fhir.close();
});

test("tests the connection on a server's page, and sums up its capability statement", async ({ page }) => {
  const fhir = await startFhirServer();
  await signUp(page);
  const id = await registerServer(page, fhir.port);
  await page.goto(teamPath(page, `health-data/${id}`));
  const connection = page.getByRole("region", { name: "Connection" });
  await expect(connection.getByText("Not tested yet")).toBeVisible();
  await connection.getByRole("button", { name: "Test connection" }).click();
  await expect(connection.getByText("Connected")).toBeVisible();
  await expect(connection.getByText("Ward Server 7.2.0", { exact: true })).toBeVisible();
  await expect(connection.getByText("No credential")).toBeVisible();
  await fhir.close();
});

test("an admin can't allow API keys, a developer can't turn the gateway on, a viewer changes nothing", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const id = await registerServer(page, 9);
  const path = teamPath(page, `health-data/${id}`);
  const buttons = ["Edit", "Turn on…", "Set credential…", "Allow API keys…"];
  const enabled = { admin: 3, developer: 1, viewer: 0 } as const;
  for (const role of ["admin", "developer", "viewer"] as const) {
    const member = await inviteMember(page, browser, { role, name: `The ${role}` });
    await member.goto(path);
    for (const [index, name] of buttons.entries()) {
      const button = member.getByRole("button", { name, exact: true });
      await expect(button, `${role}: ${name}`).toBeEnabled({ enabled: index < enabled[role] });
    }
    await member.getByRole("button", { name: "Allow API keys…" }).hover();
    await expect(member.getByRole("tooltip")).toHaveText("Only an owner of the team can allow API keys");
    await member.context().close();
  }
});
