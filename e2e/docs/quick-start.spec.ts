import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { password } from "#e2e/people.ts";

const run = promisify(execFile);

/** The buttons, links and options to click, in the guide's order: the words in bold. `A → B` is two clicks. */
function listClicks(section: string): string[] {
  return [...section.matchAll(/\*\*(.+?)\*\*/gs)].flatMap((match) =>
    (match[1] ?? "").split("→").map((word) => word.trim()),
  );
}

async function click(page: Page, name: string): Promise<void> {
  const exact = { name, exact: true };
  const target = page.getByRole("link", exact).or(page.getByRole("button", exact));
  await target.or(page.getByRole("radio", exact)).first().click();
}

test("the quick start leads to a working key when followed word by word", async ({
  page,
  context,
  baseURL,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const text = await readFile(new URL("../../docs/quick-start.md", import.meta.url), "utf8");
  const [, getKey = "", request = "", check = "", rotate = ""] = text.split(/^## \d\. /m);
  const clicks = listClicks(getKey);
  expect(clicks).toEqual([
    "Create account",
    "Settings",
    "API Keys",
    "Generate New Key",
    "Full access",
    "Generate key",
    "Copy",
  ]);
  await page.goto(baseURL ?? "");
  for (const name of clicks) {
    await click(page, name);
    if (name === "Create account") {
      await page.getByLabel("Name").fill("Ada Lovelace");
      await page.getByLabel("Email").fill(`${randomUUID()}@example.com`);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Create account" }).click();
      await expect(page).toHaveURL(/\/t\//);
    }
    if (name === "Generate New Key") await page.getByRole("dialog").getByLabel("Name").fill("First key");
  }
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "I have stored it" }).click();
  const commands = [...`${request}${check}`.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1] ?? "");
  expect(commands).toHaveLength(2);
  for (const command of commands) {
    const own = command.replaceAll("http://127.0.0.1:3000", baseURL ?? "");
    const { stdout } = await run("sh", ["-c", own], {
      env: { ...process.env, BYTEENGINE_API_KEY: secret },
    });
    expect(JSON.parse(stdout)).toMatchObject({ name: "First key" });
  }
  await page.getByRole("button", { name: "Actions for First key" }).click();
  const [item = ""] = listClicks(rotate);
  await page.getByRole("menuitem", { name: item }).click();
  await expect(page.getByRole("dialog", { name: "Rotate First key" })).toBeVisible();
});
