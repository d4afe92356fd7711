import { expect, test } from "#e2e/fixtures.ts";

test("a visitor finds a guide by its contents and opens it", async ({ page, baseURL }) => {
  await page.goto("/docs");
  const search = page.getByRole("searchbox", { name: "Search" });
  await search.click();
  await search.fill("auth_request");
  await page.getByRole("search").getByRole("link", { name: /nginx/ }).click();
  await expect(page).toHaveURL(/\/docs\/proxies#nginx$/);
  await expect(page.getByRole("heading", { name: "nginx" })).toBeInViewport();
  await search.fill("xylophone");
  await expect(page.getByText("No results")).toBeVisible();
  await page.getByRole("link", { name: "Authentication" }).click();
  await expect(page.getByText(`curl ${baseURL}/v1/api/fhir/servers`).first()).toBeVisible();
});

test.describe("an unknown guide", () => {
  test.use({ expectedConsoleErrors: [/404 \(Not Found\)/] });

  test("answers 404 for any name", async ({ page }) => {
    for (const name of ["nothing", "..%2FREADME", "decisions%2F0001-fast-hash-for-keys", "architecture"]) {
      const response = await page.goto(`/docs/${name}`);
      expect(response?.status(), name).toBe(404);
    }
  });
});
