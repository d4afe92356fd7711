import { test } from "#e2e/fixtures.ts";
import { createAccount } from "#e2e/people.ts";

test("shots", async ({ page, browser }) => {
  test.setTimeout(240000);
  const names = [
    "Ada Lovelace",
    "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine Wolfeschlegelsteinhausenbergerdorff the Third Senior",
    "عبد الرحمن بن محمد الخوارزمي",
    "山田太郎と長い名前を持つ人々の会の会長",
    "Grace Hopper",
    "Zoë Åkesson",
  ];
  let id = "";
  for (let i = 0; i < 60; i++) {
    const context = await browser.newContext({ baseURL: process.env.E2E_ORIGIN });
    await createAccount({ request: context.request }, `${names[i % names.length]} ${i}`.slice(0, 100));
    if (i === 1) id = (await (await context.request.get("/v1/api/me")).json()).id;
    await context.close();
  }
  await createAccount(page, "Root", { isInstanceOwner: true });
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const [name, path] of [
        ["people", "people"],
        ["none", "people?q=nobodyhere"],
        ["person", `people/${id}`],
        ["audit", "audit"],
        ["settings", "settings"],
        ["health", "health"],
      ] as const) {
        await page.goto(`/instance/${path}`);
        await page.waitForLoadState("networkidle");
        await page.screenshot({ path: `/tmp/instance-shots/${name}-${width}-${theme}.png` });
      }
    }
  }
});
