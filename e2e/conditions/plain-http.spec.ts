import { networkInterfaces } from "node:os";
import { expect, test } from "#e2e/fixtures.ts";
import { password } from "#e2e/people.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";

test.use({
  // The browser logs that it ignores this header over plain HTTP.
  expectedConsoleErrors: [/Cross-Origin-Opener-Policy header has been ignored/],
});

/** An IP address of this machine that browsers don't treat as a secure context. Undefined without a network. */
function findOwnAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

test("copies a key over plain HTTP on a non-loopback address", async ({ page }) => {
  const address = findOwnAddress() ?? "";
  expect(address, "this machine has a non-loopback IP address").not.toBe("");
  // The other tests keep the processors busy.
  const environment = { HOST: "0.0.0.0", SIGN_UP: "open", PAGES_NICENESS: "0" };
  const running = await startConsole({ environment });
  try {
    const origin = `http://${address}:${new URL(running.origin).port}`;
    expect((await fetch(`${origin}/.well-known/security.txt`)).status, "no security contact is set").toBe(
      404,
    );
    const code = await readSetUpCode(running);
    await page.goto(`${origin}/sign-up#code=${code}`);
    await expect(page.getByLabel("Setup code")).toHaveValue(code);
    expect(page.url(), "the code is removed from the URL").toBe(`${origin}/sign-up`);
    await page.getByLabel("Name").fill("Ada Lovelace");
    await page.getByLabel("Email").fill("ada@example.com");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL(/\/t\//);
    await page.goto(`${origin}/settings/api-keys`);
    expect(await page.evaluate(() => "clipboard" in navigator), "the browser offers no clipboard").toBe(
      false,
    );
    await page.getByRole("button", { name: "Generate New Key" }).first().click();
    await page.getByRole("dialog").getByLabel("Name").fill("Plain");
    await page.getByRole("dialog").getByRole("button", { name: "Generate key" }).click();
    const reveal = page.getByRole("alertdialog");
    const secret = await reveal.getByRole("textbox").first().inputValue();
    await reveal.getByRole("button", { name: "Copy", exact: true }).click();
    await expect(reveal.getByRole("button", { name: "Copied" })).toBeVisible();
    await reveal.getByRole("button", { name: "I have stored it" }).click();
    const search = page.getByRole("searchbox", { name: "Search keys" });
    // A closing dialog returns the focus a moment later.
    await expect(async () => {
      await search.focus();
      await page.keyboard.press("Control+v");
      await expect(page.getByText("This secret belongs to Plain.")).toBeVisible({ timeout: 1_000 });
    }, "the whole secret was copied").toPass({ timeout: 10_000 });
    expect(page.url()).not.toContain(secret.slice(0, 12));
  } finally {
    // It asks the console for the first request.
    await page.goto("about:blank");
    await running.stop();
  }
});
