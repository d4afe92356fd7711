import { expect, test } from "#e2e/fixtures.ts";
import { securityContact } from "#e2e/global-setup.ts";

test("publishes the security contact, which expires within three months", async ({ page }) => {
  const response = await page.request.get("/.well-known/security.txt");
  expect(response.status()).toBe(200);
  expect(response.headers()["content-type"]).toBe("text/plain; charset=utf-8");
  const [contact, expires = ""] = (await response.text()).split("\n");
  expect(contact).toBe(`Contact: ${securityContact}`);
  const days = (Date.parse(expires.replace("Expires: ", "")) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(89);
  expect(days).toBeLessThanOrEqual(90);
});

for (const [path, type] of [
  ["/robots.txt", "text/plain"],
  ["/manifest.webmanifest", "application/manifest+json"],
  ["/favicon.ico", "image/x-icon"],
  ["/apple-touch-icon.png", "image/png"],
] as const) {
  test(`serves ${path} as ${type}`, async ({ page }) => {
    const response = await page.request.get(path);
    expect(response.status()).toBe(200);
    expect(response.headers()["content-type"]).toContain(type);
  });
}
