import type { BrowserContext, Page } from "@playwright/test";
import { test as base, expect } from "./fixtures.ts";
import {
  createAccount,
  createKey,
  openKeys,
  password,
  signInThroughApi,
  signUp,
  teamPath,
} from "./people.ts";

// Playwright disables the back-forward cache. Enable it, because in real browsers Back restores pages from memory.
const test = base.extend<object, { launchOptions: object }>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    },
    { scope: "worker" },
  ],
});

/** Words in the names of the user, their key and their draft. The console's own texts contain none of them. */
const person = "Quillfeather";
const key = "Marigold";
const draft = "Thistledown";
const ownNames = new RegExp([person, key, draft].join("|"), "i");

/** Collects texts with these words that any page shows at any moment, even just before it is left. */
async function collectShownNames(context: BrowserContext): Promise<string[]> {
  const shown: string[] = [];
  await context.exposeFunction("reportShown", (text: string) => {
    if (ownNames.test(text)) shown.push(text);
  });
  await context.addInitScript(() => {
    const report = () => {
      const leaves = [...document.querySelectorAll("body :not(script)")].filter(
        ({ childElementCount }) => childElementCount === 0,
      );
      Reflect.get(window, "reportShown")(leaves.map(({ textContent }) => textContent).join("\n"));
    };
    addEventListener("pageshow", report);
    new MutationObserver(report).observe(document, { childList: true, subtree: true, characterData: true });
  });
  return shown;
}

/** Everything that this origin stores in the browser. */
async function readStored(page: Page) {
  const cookies = await page.context().cookies();
  const stored = await page.evaluate(async () => {
    const responses: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        responses.push(request.url, (await (await cache.match(request))?.text()) ?? "");
      }
    }
    const databases = (await indexedDB.databases()).map(({ name = "" }) => name);
    return {
      local: Object.entries(localStorage).flat(),
      session: Object.entries(sessionStorage).flat(),
      caches: responses,
      databases,
      windowName: window.name,
    };
  });
  return {
    ...stored,
    cookies: cookies.map(({ name, value }) => ({ name, value: decodeURIComponent(value) })),
  };
}

async function typeDraft(page: Page): Promise<void> {
  await page.goto(teamPath(page, "settings/api-keys"));
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill(draft);
  expect(JSON.stringify(await readStored(page))).toContain(draft);
}

async function visitPages(page: Page, keyId: string): Promise<void> {
  for (const path of [
    "",
    "settings/members",
    "settings/audit-log",
    "settings/api-keys",
    `settings/api-keys/${keyId}`,
  ]) {
    await page.goto(teamPath(page, path).replace(/\/$/, ""));
    await expect(page.getByText(person).first()).toBeVisible();
  }
}

test("after sign-out, no tab stores or shows anything of the session, even after Back", async ({
  page,
  context,
}) => {
  const { email } = await createAccount(page, `Ada ${person}`);
  // With all cookies of a sign-in.
  await signInThroughApi(page.request, email);
  await openKeys(page);
  const { id } = await createKey(page, { name: key });
  const [other, outside] = [await context.newPage(), await context.newPage()];
  await outside.goto("/verify-email");
  await expect(outside.getByText(email)).toBeVisible();
  await other.goto(page.url());
  await typeDraft(other);
  await visitPages(page, id);
  await typeDraft(page);
  await page.keyboard.press("Escape");
  await page.goto(teamPath(page, `settings/api-keys/${id}`));
  const length = await page.evaluate(() => history.length);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  for (const tab of [page, other, outside]) {
    await expect(tab).toHaveURL(/\/sign-in/);
    const { cookies, ...stored } = await readStored(tab);
    expect(stored).toEqual({ local: [], session: [], caches: [], databases: [], windowName: "" });
    expect(JSON.stringify(cookies)).not.toMatch(ownNames);
    expect(JSON.stringify(cookies)).not.toContain(email);
    const left = cookies.map(({ name }) => name).sort();
    expect(left).toEqual(["byteengine.device", "next-auth.callback-url", "next-auth.csrf-token", "zone"]);
  }

  const shown = await collectShownNames(context);
  for (let i = 1; i < Math.min(length, 6); i++) {
    await page.evaluate(() => history.back());
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByLabel("Password")).toBeVisible();
    await expect(page.getByText(ownNames)).toHaveCount(0);
    expect(JSON.stringify(await readStored(page))).not.toMatch(ownNames);
  }
  expect(shown).toEqual([]);
});

test("restores a draft when the same user signs in again after the session expired", async ({
  page,
  context,
}) => {
  const { email } = await signUp(page, `Ada ${person}`);
  await typeDraft(page);
  await context.clearCookies({ name: "next-auth.session-token" });
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue(draft);
});

test("removes a draft when another user signs in without signing out the first", async ({ page }) => {
  await signUp(page, `Ada ${person}`);
  await typeDraft(page);
  await createAccount(page, "Grace Hopper");
  await openKeys(page);
  await expect.poll(async () => JSON.stringify(await readStored(page))).not.toMatch(ownNames);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue("");
});

test("every page shows how to sign out (ASVS 7.4.4)", async ({ page }) => {
  await signUp(page);
  const team = new URL(page.url()).pathname.split("/").slice(0, 3).join("/");
  for (const path of [
    team,
    `${team}/settings/api-keys`,
    `${team}/settings/team`,
    "/account",
    "/account/sessions",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  }
});
