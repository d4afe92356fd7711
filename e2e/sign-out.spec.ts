import type { BrowserContext, Page } from "@playwright/test";
import { test as base, expect } from "./fixtures.ts";
import { createKey, password, signUp, teamPath } from "./people.ts";

// As people's browsers are: Back restores pages from memory, which the test runner's browser is told not to do.
const test = base.extend<object, { launchOptions: object }>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    },
    { scope: "worker" },
  ],
});

/** Words that stand in the names of the person and of what they made, and in no text of the console's own. */
const person = "Quillfeather";
const key = "Marigold";
const draft = "Thistledown";
const ownNames = new RegExp([person, key, draft].join("|"), "i");

/** What any page shows at any moment, the moment before it leaves included. */
async function watchPages(context: BrowserContext): Promise<string[]> {
  const shown: string[] = [];
  await context.exposeFunction("tellShown", (text: string) => {
    if (ownNames.test(text)) shown.push(text);
  });
  await context.addInitScript(() => {
    const tell = () => {
      const leaves = [...document.querySelectorAll("body :not(script)")].filter(
        ({ childElementCount }) => childElementCount === 0,
      );
      Reflect.get(window, "tellShown")(leaves.map(({ textContent }) => textContent).join("\n"));
    };
    addEventListener("pageshow", tell);
    new MutationObserver(tell).observe(document, { childList: true, subtree: true, characterData: true });
  });
  return shown;
}

/** All that this origin keeps in the browser, by where it is. */
async function readKept(page: Page) {
  const cookies = await page.context().cookies();
  const kept = await page.evaluate(async () => {
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
  return { ...kept, cookies: cookies.map(({ name, value }) => ({ name, value: decodeURIComponent(value) })) };
}

async function typeDraft(page: Page): Promise<void> {
  await page.goto(teamPath(page, "settings/api-keys"));
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill(draft);
  expect(JSON.stringify(await readKept(page))).toContain(draft);
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

test("after signing out nothing of the session is stored or shown, in any tab, also by Back", async ({
  page,
  context,
}) => {
  const { email } = await signUp(page, `Ada ${person}`);
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
    const { cookies, ...kept } = await readKept(tab);
    expect(kept).toEqual({ local: [], session: [], caches: [], databases: [], windowName: "" });
    expect(JSON.stringify(cookies)).not.toMatch(ownNames);
    expect(JSON.stringify(cookies)).not.toContain(email);
    const left = cookies.map(({ name }) => name).sort();
    expect(left).toEqual(["byteengine.device", "next-auth.callback-url", "next-auth.csrf-token"]);
  }

  const shown = await watchPages(context);
  for (let i = 1; i < Math.min(length, 6); i++) {
    await page.evaluate(() => history.back());
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByLabel("Password")).toBeVisible();
    await expect(page.getByText(ownNames)).toHaveCount(0);
    expect(JSON.stringify(await readKept(page))).not.toMatch(ownNames);
  }
  expect(shown).toEqual([]);
});

test("a draft is still there for the same person after the session ended by itself", async ({
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
