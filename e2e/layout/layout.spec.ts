import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { addMember, createKey, signUp, teamPath } from "#e2e/people.ts";
import { describeGeometry, measurePage } from "./measure-page.ts";

// Every page and the dialogs of the keys page, at six widths in both themes, with contents that need much room. What counts
// as a fault and how it is measured is described in measure-page.ts. Each page is opened once and then resized.

const widths = [1440, 1366, 1280, 1024, 768, 390];

/** A page of the team by its path below the team's. A new page gets a line here. */
const teamPages = [
  "",
  "health-data",
  "ai-workers",
  "settings/api-keys?tab=all",
  "settings/api-keys?status=disabled&expiring=true",
  "settings/members",
  "settings/environments",
  "settings/permissions",
  "settings/audit-log",
  "settings/team",
  "requests",
  // The first steps have become usage by then.
  "?range=30d",
];

/** The parts of a key's page, by the query that opens them. */
const keyTabs = ["", "?tab=usage", "?tab=requests", "?tab=history"];

const otherPages = ["/docs", "/docs/quick-start", "/docs/verifying-keys", "/docs/api", "/docs/api/keys"];

const visitorPages = ["/sign-in", "/sign-up"];

const label = "Integration und Abnahme (EU-2)";
const names = [
  "Nightly reconciliation of invoices between the billing system and the ledger",
  "مزامنة مواعيد العيادة مع نظام المستشفى الرئيسي",
  "患者記録同期サービス本番環境用キー（東京リージョン）",
  "Billing",
  "W".repeat(60),
];

async function post(page: Page, path: string, data: object): Promise<{ id: string }> {
  const { origin } = new URL(page.url());
  const response = await page.request.post(`/v1/api${path}`, { headers: { origin }, data });
  expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
  return response.json();
}

async function createKeys(page: Page): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < 60; start += 10) {
    const batch = Array.from({ length: 10 }, (_, step) => start + step);
    const created = await Promise.all(
      batch.map((index) =>
        createKey(page, {
          name: `${names[index % names.length]} ${index}`,
          environment: index % 2 === 0 ? "long" : "development",
          expiresAt: index % 3 === 0 ? new Date(Date.now() + 300_000_000).toISOString() : null,
          ...(index === 1 ? { description: label.repeat(5), allowedIps: ["2001:db8::/48"] } : {}),
        }),
      ),
    );
    ids.push(...created.map(({ id }) => id));
  }
  return ids;
}

/** Requests that are accepted, and some that are rejected. */
async function sendRequests(page: Page, secret: string): Promise<void> {
  const me = await (await page.request.get("/v1/api/me")).json();
  for (const query of ["", "", "&permission=keys:write", "&environment=long"]) {
    const headers = { authorization: `Bearer ${secret}`, cookie: "" };
    await page.request.get(`/v1/api/auth?team=${me.team.id}${query}`, { headers });
  }
}

/** A team with 60 keys, long labels, and names in right-to-left and Chinese script. Returns the IDs of two keys, one of which has usage. */
async function createFullTeam(page: Page) {
  await signUp(page, "ليلى حداد الأنصاري");
  await post(page, "/environments", { slug: "long", label, color: "purple" });
  const [rotated = "", described = "", disabled = ""] = await createKeys(page);
  await post(page, `/keys/${rotated}/rotate`, {});
  await post(page, `/keys/${disabled}/disable`, {});
  const used = await createKey(page, { name: names[3] ?? "", permissions: ["workers:read"] });
  await sendRequests(page, used.secret);
  await post(page, "/workers", { name: names[0], environment: "long" });
  await post(page, "/workers", { name: names[1], environment: "development" });
  return { described, used: used.id };
}

/** Measures what is open at each width in the light theme, and in the dark one if that moves anything. */
async function measure(page: Page, name: string): Promise<string[]> {
  const faults = new Set<string>();
  const measureNow = async (width: number) => {
    for (const { fault, element } of await measurePage(page)) {
      faults.add(`${name} at ${width}: ${fault}: ${element}`);
    }
  };
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await measureNow(width);
    // Twice is enough, with a table and with cards: each switch of the theme computes the styles of the whole page.
    if (width !== widths[0] && width !== widths.at(-1)) continue;
    const light = await describeGeometry(page, "light");
    if ((await describeGeometry(page, "dark")) !== light) await measureNow(width);
  }
  return [...faults];
}

async function openAndMeasure(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  return measure(page, path.replace(/^\/t\/[^/]+/, ""));
}

/** As if the busiest key had a million requests, which would take too long to send. */
async function showManyRequests(page: Page): Promise<void> {
  await page.getByRole("img", { name: /in the last 7 days/ }).evaluateAll((bars) => {
    for (const bar of bars)
      if (bar.nextElementSibling !== null) bar.nextElementSibling.textContent = "1,234,567";
  });
}

async function measureDialog(page: Page, name: string): Promise<string[]> {
  await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
  await page.waitForLoadState("networkidle");
  const faults = await measure(page, name);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press("Escape");
  await expect(page.locator("[role=dialog], [role=alertdialog]")).toHaveCount(0);
  return faults;
}

/** The dialogs that the menu of a key, the bulk bar and the page open. */
async function measureKeyDialogs(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const menu = page.getByRole("button", { name: /^Actions for Nightly/ }).first();
  for (const item of ["Edit", "Rotate…", "Delete…"]) {
    await menu.click();
    await page.getByRole("menuitem", { name: item }).click();
    faults.push(...(await measureDialog(page, item)));
  }
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  faults.push(...(await measure(page, "selected keys")));
  await page.setViewportSize({ width: 1440, height: 900 });
  const bar = page.getByRole("region", { name: "Selected keys" });
  for (const name of ["Extend expiry…", "Delete…"]) {
    await bar.getByRole("button", { name }).click();
    faults.push(...(await measureDialog(page, `bulk ${name}`)));
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  faults.push(...(await measureDialog(page, "shortcuts")));
  await page.getByRole("button", { name: "View" }).click();
  await page.getByRole("menuitem", { name: "Save this view…" }).click();
  faults.push(...(await measureDialog(page, "saved views")));
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  faults.push(...(await measureDialog(page, "generate")));
  return faults;
}

test.describe("nothing is clipped, overlapping, hidden or scrolling sideways", () => {
  // About twenty pages and dialogs, each at six widths.
  test.setTimeout(300_000);

  test("on the pages of a team and in the dialogs of its keys", async ({ page, browser }) => {
    const { described, used } = await createFullTeam(page);
    await addMember(page, browser, { role: "developer", name: names[2]?.slice(0, 40) ?? "" });
    const faults: string[] = [];
    const list = teamPath(page, "settings/api-keys");
    const keyPages = [
      `settings/api-keys/${described}`,
      ...keyTabs.map((tab) => `settings/api-keys/${used}${tab}`),
    ];
    for (const path of [...teamPages, ...keyPages]) {
      faults.push(...(await openAndMeasure(page, list.replace("settings/api-keys", path))));
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(list);
    await page.waitForLoadState("networkidle");
    await showManyRequests(page);
    faults.push(...(await measure(page, "a million requests")));
    await page.setViewportSize({ width: 1440, height: 900 });
    // Of a short list, because resizing a long one behind each dialog takes most of the time.
    await page.goto(`${list}?q=Nightly`);
    await page.waitForLoadState("networkidle");
    faults.push(...(await measureKeyDialogs(page)));
    expect(faults).toEqual([]);
  });

  test("on the pages for visitors and in the docs", async ({ page }) => {
    const faults: string[] = [];
    for (const path of [...visitorPages, ...otherPages]) faults.push(...(await openAndMeasure(page, path)));
    expect(faults).toEqual([]);
  });
});

test("the measurement finds each kind of fault, and accepts an ellipsis with a title", async ({ page }) => {
  const cases = {
    "": '<p class="truncate" title="A long text" style="width:40px;overflow:hidden;white-space:nowrap">A long text</p>',
    clipped:
      '<div style="width:40px;overflow:hidden"><span style="white-space:nowrap">A long text</span></div>',
    overlapping: '<i style="position:absolute">One</i><b style="position:absolute">Two</b>',
    outside: '<p style="position:absolute;left:-40px">A long text</p>',
    hidden: '<button>Under</button><div style="position:fixed;inset:0"></div>',
    "scrolls sideways": '<div style="width:40px;overflow-x:auto"><p style="width:90px">Text</p></div>',
  };
  for (const [fault, html] of Object.entries(cases)) {
    await page.setContent(`<body>${html}</body>`);
    const found = await measurePage(page);
    expect([...new Set(found.map((one) => one.fault))], html).toEqual(fault === "" ? [] : [fault]);
  }
});
