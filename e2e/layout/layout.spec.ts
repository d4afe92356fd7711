import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { addMember, createAccount, teamPath } from "#e2e/people.ts";
import { createFullTeam, names } from "./full-team.ts";
import { measurePage } from "./measure-page.ts";
import { inTwoTabs, measureOpenPage } from "./measure-widths.ts";

// Every page at six widths in both themes, with contents that need much room. What counts as a fault and how it is measured
// is described in measure-page.ts. Each page is opened once and then resized. The dialogs and menus are in dialogs.spec.ts.

/** A page of the team by its path below the team's. A new page gets a line here. */
const teamPages = [
  "",
  "health-data",
  "ai-workers",
  "apps",
  "apps?status=disabled",
  "apps/issuers",
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

/** The same of an app's page. */
const appTabs = ["", "?tab=keyless", "?tab=usage", "?tab=requests", "?tab=history"];

/** The same of a FHIR server's page. */
const serverTabs = ["", "?tab=people", "?tab=history"];

const otherPages = [
  "/docs",
  "/docs/quick-start",
  "/docs/verifying-keys",
  "/docs/installing",
  "/docs/upgrading",
  "/docs/backups",
  "/docs/operations",
  "/docs/scaling",
  "/docs/monitoring",
  "/docs/runbooks",
  "/docs/data",
  "/docs/api",
  "/docs/api/keys",
];

const accountPages = [
  "/account",
  "/account/security",
  "/account/sessions",
  "/account/notifications",
  "/account/apps",
  "/account/appearance",
];

/** For administrators of the console. */
const instancePages = [
  "people",
  "people?q=nobody",
  "teams",
  "teams?q=nothing",
  "provisioning",
  "audit",
  "settings",
  "health",
];

const visitorPages = ["/sign-in", "/sign-up", "/forgot-password", "/reset-password/used", "/reauthenticated"];

/** Waits until React has taken over the rows from the server: it reports any text that was changed before. */
async function waitForRows(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[data-key-row] :is([role=img], [role=img] + *, button)")].every(
      (element) => Object.keys(element).some((key) => key.startsWith("__reactProps")),
    ),
  );
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
}

/** As if the keys had a million requests, which would take too long to send. */
async function showManyRequests(page: Page): Promise<void> {
  await waitForRows(page);
  await page.getByRole("img", { name: /in the last 7 days/ }).evaluateAll((bars) => {
    for (const bar of bars)
      if (bar.nextElementSibling !== null) bar.nextElementSibling.textContent = "1,234,567";
  });
}

/** As if every time had two digits for its day and its hour, so that the result is the same at any hour. */
async function showLongTimes(page: Page): Promise<void> {
  await page.locator("main time").evaluateAll((times) => {
    for (const { firstChild } of times) {
      if (firstChild === null || firstChild.nodeValue === null) continue;
      firstChild.nodeValue = firstChild.nodeValue
        .replace(/^([A-Z][a-z]{2}) \d{1,2}\b/, "$1 28")
        .replace(/ \d{1,2}(?=:\d\d)/, " 12");
    }
  });
}

async function openAndMeasure(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  if (path.includes("api-keys?")) await showManyRequests(page);
  await showLongTimes(page);
  return measureOpenPage(page, path.replace(/^\/t\/[^/]+/, ""));
}

test.describe("nothing is clipped, overlapping, hidden or scrolling sideways", () => {
  // About twenty pages, each at six widths.
  test.setTimeout(300_000);

  test("on the pages of a team", async ({ page, browser }) => {
    const { described, used, app, keyless, launched, questions, server } = await createFullTeam(page, 60);
    await addMember(page, browser, { role: "developer", name: names[2] });
    const keyPages = [
      `settings/api-keys/${described}`,
      ...keyTabs.map((tab) => `settings/api-keys/${used}${tab}`),
      ...appTabs.map((tab) => `apps/${app}${tab}`),
      ...serverTabs.map((tab) => `health-data/${server}${tab}`),
      `apps/${keyless}`,
      `apps/${keyless}?tab=keyless`,
      `apps/${launched}`,
      `apps/${launched}?tab=people`,
    ];
    const team = teamPath(page, "");
    const paths = [
      ...[...teamPages, ...keyPages].map((path) => `${team}${path}`),
      ...accountPages,
      ...questions,
      "/teams/new",
    ];
    expect(await inTwoTabs(page, paths, openAndMeasure)).toEqual([]);
  });

  test("on the pages for administrators of the console", async ({ page, browser }) => {
    const context = await browser.newContext({ baseURL: process.env.E2E_ORIGIN });
    await createAccount({ request: context.request }, names[2]);
    const { id, teamId } = await (await context.request.get("/v1/api/me")).json();
    await context.close();
    await createAccount(page, names[1], { isInstanceOwner: true });
    const paths = [...instancePages, `people/${id}`, `teams/${teamId}`].map((path) => `/instance/${path}`);
    expect(await inTwoTabs(page, paths, openAndMeasure)).toEqual([]);
  });

  test("on the pages for visitors and in the docs", async ({ page }) => {
    expect(await inTwoTabs(page, [...visitorPages, ...otherPages], openAndMeasure)).toEqual([]);
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
