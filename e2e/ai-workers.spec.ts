import { expect, test } from "./fixtures.ts";
import { createKey, inviteViewer, signUp, teamPath } from "./people.ts";

test("creates, pauses, activates, edits and deletes a worker, and a key sees each change", async ({
  page,
}) => {
  await signUp(page);
  const { secret } = await createKey(page, { name: "reader" });
  const list = async () => {
    const response = await page.request.get("/v1/api/workers", {
      headers: { authorization: `Bearer ${secret}`, cookie: "" },
    });
    const { data } = await response.json();
    return data;
  };
  await page.goto(teamPath(page, "ai-workers"));
  await expect(page.getByRole("heading", { name: "No AI workers yet" })).toBeVisible();
  await page.getByRole("button", { name: "Create worker" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Summaries");
  await form.getByLabel("Instructions").fill("Be brief.\nBe true.");
  await form.getByRole("button", { name: "Create worker" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Summaries" })).toBeVisible();
  expect(await list()).toMatchObject([{ name: "Summaries", status: "active" }]);

  const select = async (name: string, item: string) => {
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await select("Summaries", "Pause");
  await expect(page.getByRole("cell", { name: "Paused", exact: true })).toBeVisible();
  expect(await list()).toMatchObject([{ status: "paused" }]);
  await select("Summaries", "Activate");
  await expect(page.getByRole("cell", { name: "Active", exact: true })).toBeVisible();

  await select("Summaries", "Edit…");
  await page.getByRole("dialog").getByLabel("Name").fill("Letters");
  await page.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Letters" })).toBeVisible();

  await select("Letters", "Delete…");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete worker" }).click();
  await expect(page.getByRole("heading", { name: "No AI workers yet" })).toBeVisible();
  expect(await list()).toEqual([]);
});

test("shows a viewer the workers, and why they can't change them", async ({ page, browser }) => {
  await signUp(page);
  const created = await page.request.post("/v1/api/workers", {
    headers: { origin: new URL(page.url()).origin },
    data: { name: "Summaries", environment: "production" },
  });
  expect(created.status()).toBe(201);
  const path = teamPath(page, "ai-workers");
  const viewer = await inviteViewer(page, browser);
  await viewer.goto(path);
  await expect(viewer.getByRole("button", { name: "Create worker" })).toBeDisabled();
  await viewer.getByRole("button", { name: "Actions for Summaries" }).click();
  for (const name of [/^Pause/, /^Edit…/, /^Delete…/]) {
    await expect(viewer.getByRole("menuitem", { name })).toBeDisabled();
  }
  await viewer.context().close();
});
