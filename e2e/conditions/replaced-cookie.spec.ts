import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "#e2e/fixtures.ts";
import { signUp } from "#e2e/people.ts";

// The browser's message for the first request.
test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)/] });

test("stays on the page when the session's cookie was replaced while a request was on its way", async ({
  page,
}) => {
  await signUp(page);
  let sent = 0;
  await page.route(/\/v1\/api\/me\/notices\?/, async (route) => {
    sent += 1;
    if (sent > 1) return route.continue();
    const headers = { ...route.request().headers(), cookie: "" };
    // Requests without a session share the limit of this address with the tests beside this one.
    const fetchAgain = () => route.fetch({ headers });
    let response = await fetchAgain();
    for (; response.status() === 429; response = await fetchAgain()) {
      await wait(Number(response.headers()["retry-after"]) * 1_000);
    }
    expect(response.status()).toBe(401);
    return route.fulfill({ response });
  });
  const { pathname } = new URL(page.url());
  await page.reload();
  await expect.poll(() => sent, { timeout: 90_000 }).toBe(2);
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(pathname);
});
