import { expect, test } from "#e2e/fixtures.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";

test("publishes the security contact, which expires within three months", async () => {
  const running = await startConsole({
    environment: { SECURITY_CONTACT: "mailto:security@example.com", LOG_LEVEL: "error" },
  });
  try {
    const response = await fetch(`${running.origin}/.well-known/security.txt`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const [contact, expires = ""] = (await response.text()).split("\n");
    expect(contact).toBe("Contact: mailto:security@example.com");
    const days = (Date.parse(expires.replace("Expires: ", "")) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89);
    expect(days).toBeLessThanOrEqual(90);
  } finally {
    await running.stop();
  }
});

test("answers 404 for the security contact if none is set", async ({ page }) => {
  expect((await page.request.get("/.well-known/security.txt")).status()).toBe(404);
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
