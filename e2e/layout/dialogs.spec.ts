import type { Browser, Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { addMember, inviteByCall, teamPath } from "#e2e/people.ts";
import { createFullTeam, label, names, post } from "./full-team.ts";
import { inTwoTabs, layers, measure, measureLayer } from "./measure-widths.ts";

// The dialogs and menus of every page, at the widths where they differ, with contents that need much room.

const member = names[2];
const email = `${"invited.".repeat(6)}person@example.com`;
const permission = `${"clinic-invoices-".repeat(2)}copies:read`;

/** Something that opens above a page. */
interface Opening {
  name: string;
  open: (page: Page) => Promise<void>;
  /** By default those where its layout differs. */
  widths?: readonly number[];
  /** By default Escape closes it. */
  close?: (page: Page) => Promise<void>;
}

/** Opened by a button of the page. `fill` brings it into the state to measure. */
function byButton(name: string | RegExp, fill?: (page: Page) => Promise<void>): Opening {
  const open = async (page: Page) => {
    await page.getByRole("button", { name }).first().click();
    await fill?.(page);
  };
  return { name: String(name), open };
}

/** Opened by an item in the menu of a row. */
function byItem(row: string, item: string, fill?: (page: Page) => Promise<void>): Opening {
  const open = async (page: Page) => {
    await page
      .getByRole("button", { name: `Actions for ${row}` })
      .first()
      .click();
    await page.getByRole("menuitem", { name: item }).click();
    await fill?.(page);
  };
  return { name: `${item} of ${row.slice(0, 10)}`, open };
}

function byKey(key: string, name: string, fill?: (page: Page) => Promise<void>): Opening {
  const open = async (page: Page) => {
    await page.keyboard.press(key);
    await fill?.(page);
  };
  return { name, open };
}

function check(role: "radio" | "checkbox", name: string) {
  return (page: Page) => page.getByRole(role, { name }).check();
}

function search(text: string, found: RegExp) {
  return async (page: Page) => {
    await page.getByRole("combobox", { name: /^Search (pages|the docs)/ }).fill(text);
    await expect(page.getByText(found).last()).toBeVisible();
  };
}

async function openMoreOptions(page: Page): Promise<void> {
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill(label);
  await form.getByText("More options").click();
}

async function generate(page: Page): Promise<void> {
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill(label);
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(page.getByRole("alertdialog").getByRole("textbox").first()).toBeVisible();
}

async function openCalendar(page: Page): Promise<void> {
  const form = page.getByRole("dialog");
  await form.getByLabel("Expires").selectOption({ label: "On a date…" });
  await form.getByLabel("Last day").press("ArrowDown");
  await expect(page.getByRole("dialog", { name: "Calendar" })).toBeVisible();
}

async function sendInvitation(page: Page): Promise<void> {
  await page.getByRole("dialog").getByLabel("Email").fill(`again.${email}`);
  await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
  await expect(page.getByRole("alertdialog").getByLabel("Invitation link")).toBeVisible();
}

async function fillApp(page: Page): Promise<void> {
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill(label);
  await form.getByLabel("Public keys, pasted here").check();
  await form.getByLabel("SMART scopes").fill("system/observation.rs ");
  await form.getByText("More options").click();
}

async function registerApp(page: Page): Promise<void> {
  const form = page.getByRole("dialog");
  // The draft of the dialog before was kept.
  await form.getByRole("button", { name: "Start over" }).click();
  await form.getByLabel("Name").fill(label);
  await form.getByRole("checkbox", { name: "workers:read" }).check();
  await form.getByRole("button", { name: "Register app" }).click();
  await expect(page.getByRole("alertdialog").getByRole("textbox").first()).toBeVisible();
}

async function storeSecret(page: Page): Promise<void> {
  await page.getByRole("button", { name: "I have stored it" }).click();
}

/** A rule with a condition about a claim that is typed, and errors. */
async function fillRule(page: Page): Promise<void> {
  const form = page.getByRole("dialog");
  await form.getByLabel("Issuer", { exact: true }).selectOption("kubernetes");
  await form.getByLabel("Uploaded here").check();
  for (const _ of ["offered", "typed"]) await form.getByRole("button", { name: "Add condition" }).click();
  await form.getByLabel("Claim", { exact: true }).last().selectOption({ label: "Another claim…" });
  await form
    .getByLabel("Accepted values")
    .first()
    .fill(`${"long-".repeat(30)}\n*`);
  await form.getByRole("button", { name: "Add rule" }).click();
}

/** An app that people open, with errors. */
async function fillLaunchedApp(page: Page): Promise<void> {
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill(label);
  await form.getByRole("radio", { name: "Public app" }).check();
  await form.getByLabel("Redirect addresses").fill(`http://${"callback-".repeat(20)}.example.com/`);
  await form.getByLabel("SMART scopes").fill("system/observation.rs ");
  await form.getByRole("button", { name: "Register app" }).click();
}

/** The dialogs of an app that people open. */
const launchedOpenings: readonly Opening[] = [
  byButton("Edit"),
  byButton("Launch", (page) => page.getByRole("dialog").getByLabel("Patient ID").fill("p".repeat(64))),
];

/** The dialogs of an app's rules. */
const ruleOpenings = [
  byButton("Add rule", fillRule),
  byButton(`Remove ${names[1]}`),
] as const satisfies readonly Opening[];

/** By the page's path, below the team's unless it starts with a slash. */
const openings: Record<string, readonly Opening[]> = {
  "": [
    { ...byButton(/^Switch team:/), widths: [1440, 1024] },
    { ...byButton("Open menu"), widths: [768, 390] },
    byKey("Control+k", "palette"),
    byKey("Control+k", "palette with keys", search("nightly", /reconciliation/)),
    byKey("Control+k", "palette with docs and operations", search("rotate", /^API operations$/)),
    byKey("Control+k", "palette without results", search("W".repeat(90), /^No results for/)),
  ],
  "settings/api-keys": [
    byButton(`Actions for ${names[0]} 5`),
    byItem(`${names[0]} 5`, "Edit"),
    byItem(`${names[0]} 5`, "Rotate…"),
    byItem(names[4], "Delete…"),
    byKey("?", "shortcuts"),
    byButton("View"),
    {
      ...byButton("View", (page) => page.getByRole("menuitem", { name: "Save this view…" }).click()),
      name: "saved views",
    },
    { ...byButton("Generate New Key", openMoreOptions), name: "generate" },
    {
      ...byButton("Generate New Key", generate),
      name: "reveal",
      close: storeSecret,
    },
    { ...byButton("Generate New Key", openCalendar), name: "calendar" },
  ],
  "settings/members": [
    byButton(`Actions for ${member}`),
    byItem(member, "Change role…"),
    byItem(member, "Transfer ownership…"),
    byItem(member, "Suspend…"),
    byItem(member, "Remove…"),
    byItem("ليلى حداد الأنصاري", "Leave team…", check("radio", "Transfer to another member")),
    byButton(`Actions for ${email}`),
    byButton("Invite"),
    { ...byButton("Invite", sendInvitation), name: "invitation link" },
  ],
  "settings/environments": [
    byButton("Add environment"),
    byButton(`Actions for ${label}`),
    byItem(label, "Edit…", check("checkbox", "Keys must expire")),
    byItem(label, "Remove…"),
  ],
  "settings/permissions": [
    byButton("Add permission"),
    byItem(permission, "Edit…"),
    byItem(permission, "Retire…"),
  ],
  "settings/audit-log": [byButton("Export")],
  "settings/team": [byButton("Delete team…")],
  "ai-workers": [
    byButton("Create worker"),
    byButton(`Actions for ${names[0]}`),
    byItem(names[0], "Edit…"),
    byItem(names[1], "Delete…"),
  ],
  apps: [
    byButton("Register app", fillApp),
    { ...byButton("Register app", fillLaunchedApp), name: "an app that people open" },
    { ...byButton("Register app", registerApp), name: "client secret", close: storeSecret },
    byButton(`Actions for ${names[0]}`),
    byItem(names[4], "Edit…"),
    byItem(names[0], "Disable…"),
    byItem(names[0], "Delete…"),
  ],
  "apps/issuers": [
    byButton("Add issuer", check("radio", "Uploaded here")),
    byButton(`Actions for ${names[0]}`),
    byItem(names[0], "Edit…"),
    byItem(names[0], "Remove…"),
  ],
  "/docs": [
    { ...byButton("Open docs menu"), widths: [768, 390] },
    byButton("Search docs", search("rotate", /^API operations$/)),
  ],
  "health-data": [byButton("Register server"), byItem(names[2], "Edit…"), byItem(names[2], "Delete…")],
};

async function openAndMeasure(page: Page, { name, open, widths, close }: Opening): Promise<string[]> {
  await page.setViewportSize({ width: widths?.[0] ?? 1440, height: 900 });
  await open(page);
  const faults = await measureLayer(page, name, widths);
  if (close !== undefined) await close(page);
  // A calendar or menu closes before the dialog below it.
  while (close === undefined && (await page.locator(layers).count()) > 0) {
    const count = await page.locator(layers).count();
    await page.keyboard.press("Escape");
    await expect(page.locator(layers)).toHaveCount(count - 1);
  }
  await expect(page.locator(layers)).toHaveCount(0);
  return faults;
}

/** The bar for selected keys, and its dialogs. */
async function measureBulkDialogs(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expect(bar).toBeVisible();
  const faults = await measure(page, "selected keys", [1440, 1024, 768, 390], []);
  for (const name of ["Extend expiry…", "Delete…"]) {
    const open = () => bar.getByRole("button", { name }).click();
    faults.push(...(await openAndMeasure(page, { name: `bulk ${name}`, open })));
  }
  return faults;
}

/** Returns the IDs of its FHIR server and of two apps. */
async function createTeam(page: Page, browser: Browser) {
  const { server, keyless, launched } = await createFullTeam(page, 10);
  await addMember(page, browser, { role: "developer", name: member });
  await inviteByCall(page, email, "viewer");
  await post(page, "/permissions", { name: permission, description: label.repeat(4) });
  return { server, keyless, launched };
}

/** The dialogs of a FHIR server's page. */
const serverOpenings: readonly Opening[] = [
  byButton("Edit"),
  byButton("Turn off…"),
  byButton("Stop allowing…"),
  byButton("Replace…"),
  { ...byButton("Replace…", check("radio", "Name and password")), name: "name and password" },
  byButton("Remove…"),
  byItem(names[2], "Delete…"),
];

/** The dialogs about who is who on a FHIR server. */
const personOpenings: readonly Opening[] = [
  byButton("Link a person", (page) =>
    page.getByRole("dialog").getByLabel("ID of the record").fill("Patient/1"),
  ),
  byButton(/^Change who/),
  byButton(/^Unlink/),
];

test("nothing is clipped, overlapping or hidden in any dialog or menu", async ({ page, browser }) => {
  test.setTimeout(300_000);
  const { server, keyless, launched } = await createTeam(page, browser);
  const team = teamPath(page, "");
  const measureAll = async (tab: Page, [path, list]: [string, readonly Opening[]]) => {
    await tab.goto(path.startsWith("/") ? path : `${team}${path}`);
    await tab.waitForLoadState("networkidle");
    const faults: string[] = [];
    for (const opening of list) faults.push(...(await openAndMeasure(tab, opening)));
    if (path === "settings/api-keys") faults.push(...(await measureBulkDialogs(tab)));
    return faults;
  };
  const all = Object.entries({
    ...openings,
    [`health-data/${server}`]: serverOpenings,
    [`health-data/${server}?tab=people`]: personOpenings,
    [`apps/${keyless}?tab=keyless`]: ruleOpenings,
    [`apps/${launched}`]: launchedOpenings,
    [`apps/${launched}?tab=people`]: [byButton(/^End access of/)],
    "/account/apps": [byButton(/^End access of/)],
  });
  expect(await inTwoTabs(page, all, measureAll)).toEqual([]);
});
