import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp } from "#e2e/people.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";

test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)/] });

test("a document from a FHIR server never runs on the console's address", async ({ page, browser }) => {
  const engine = await startFhirEngine();
  const html = "<script>document.title = 'ran'</script><p>ran</p>";
  await engine.seed([{ resourceType: "Binary", id: "page", contentType: "text/html", data: btoa(html) }]);
  await signUp(page);
  const headers = { origin: process.env.E2E_ORIGIN ?? "" };
  const { secret } = await createKey(page, { name: "Reader", permissions: ["fhir.data:read"] });
  const data = { name: "Hospital", environment: "development", baseUrl: engine.baseUrl };
  const created = await page.request.post("/v1/api/fhir/servers", { headers, data });
  const { id } = await created.json();
  const turnedOn = await page.request.patch(`/v1/api/fhir/servers/${id}/gateway`, {
    headers,
    data: { enabled: true, allowsKeys: true },
  });
  const { gateway } = await turnedOn.json();
  const address = `${gateway.url}/Binary/page`;

  // With the session of an owner, but without a key.
  expect((await page.goto(address))?.status()).toBe(401);

  // A page can't send a key with a navigation. If one ever could, the document would still have no origin and no scripts.
  const extraHTTPHeaders = { authorization: `Bearer ${secret}`, accept: "text/html" };
  const context = await browser.newContext({ extraHTTPHeaders });
  const opened = await context.newPage();
  const response = await opened.goto(address);
  expect(response?.status()).toBe(200);
  expect(response?.headers()["content-type"]).toMatch(/^application\/fhir\+json/);
  expect(await opened.evaluate(() => [self.origin, document.title, document.scripts.length])).toEqual([
    "null",
    "",
    0,
  ]);
  await context.close();
  await engine.close();
});
