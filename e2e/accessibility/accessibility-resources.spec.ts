import { expect, test } from "#e2e/fixtures.ts";
import { signUp, teamPath } from "#e2e/people.ts";
import { expectNoFindings } from "./axe.ts";

const resourcePages = [
  { name: "health-data", add: "Register server", path: "/fhir/servers" },
  { name: "ai-workers", add: "Create worker", path: "/workers" },
];

test("axe finds no problems on Overview, Health Data and AI Workers, and in their dialogs", async ({
  page,
}) => {
  await signUp(page);
  const origin = new URL(page.url()).origin;
  await page.goto(teamPath(page, ""));
  await expectNoFindings(page, "overview of a new team");
  for (const { name, add, path } of resourcePages) {
    await page.goto(teamPath(page, name));
    await expectNoFindings(page, `${name}, empty`);
    const data = { name: "One", environment: "development" };
    const created = await page.request.post(`/v1/api${path}`, {
      headers: { origin },
      data: path === "/workers" ? data : { ...data, baseUrl: "http://127.0.0.1:9/r4" },
    });
    expect(created.status()).toBe(201);
    await page.reload();
    const connection = page.getByRole("button", { name: "Test connection to One" });
    if (name === "health-data") await connection.click();
    if (name === "health-data") await expect(page.getByText("Connection failed")).toBeVisible();
    await expectNoFindings(page, `${name}, with one entry`);
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

const credentials = [
  { kind: "bearer", token: "the-token-of-the-server" },
  { kind: "backend-services", clientId: "byteengine", scopes: "system/*.rs" },
];

test("axe finds no problems on a FHIR server's page and in its dialogs", async ({ page }) => {
  test.setTimeout(120_000);
  await signUp(page);
  const { origin } = new URL(page.url());
  const post = async (path: string, data: object) => {
    const response = await page.request.post(`/v1/api${path}`, { headers: { origin }, data });
    expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
    return response.json();
  };
  const server = { name: "One", environment: "development", baseUrl: "http://127.0.0.1:9/r4" };
  const { id } = await post("/fhir/servers", server);
  await post("/apps", {
    name: "Reports",
    kind: "service",
    environment: "development",
    scopes: ["system/*.rs"],
  });
  await page.goto(teamPath(page, `health-data/${id}`));
  await expectNoFindings(page, "a server");
  for (const button of ["Edit", "Turn on…", "Allow API keys…", "Set credential…"]) {
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.locator("[role=dialog], [role=alertdialog]")).toBeVisible();
    await expectNoFindings(page, button);
    await page.keyboard.press("Escape");
    await expect(page.locator("[role=dialog], [role=alertdialog]")).toHaveCount(0);
  }
  for (const data of credentials) {
    await post(`/fhir/servers/${id}/credential`, data);
    await page.reload();
    await page.getByRole("button", { name: "Test connection" }).click();
    await expect(page.getByText("Connection failed")).toBeVisible();
    await expectNoFindings(page, `a server, ${data.kind}`);
  }
  await page.getByRole("button", { name: "Replace…" }).click();
  await expectNoFindings(page, "a server, credential");
  await page.goto(teamPath(page, `health-data/${id}?tab=history`));
  await expectNoFindings(page, "a server, history");
});
