import { networkInterfaces } from "node:os";
import { readSetUpCode, startConsole } from "#lib/testing/console-process.ts";
import { expect, test } from "./fixtures.ts";
import { password } from "./people.ts";

test.use({
  // The browser's own line about a header that plain http gives no weight.
  expectedConsoleErrors: [/Cross-Origin-Opener-Policy header has been ignored/],
});

/** An address of this machine that browsers do not take for safe; undefined without a network. */
function findOwnAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

test("a key is copied on a page opened as http:// on another address than loopback", async ({ page }) => {
  const address = findOwnAddress() ?? "";
  expect(address, "this machine has an address of its own").not.toBe("");
  const running = await startConsole({ environment: { HOST: "0.0.0.0", SIGN_UP: "open" } });
  try {
    const origin = `http://${address}:${new URL(running.origin).port}`;
    const code = await readSetUpCode(running);
    await page.goto(`${origin}/sign-up#code=${code}`);
    await expect(page.getByLabel("Set-up code")).toHaveValue(code);
    expect(page.url(), "the code leaves the address").toBe(`${origin}/sign-up`);
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
    await page.getByRole("searchbox", { name: "Search keys" }).focus();
    await page.keyboard.press("Control+v");
    await expect(
      page.getByText("This secret belongs to Plain."),
      "the whole secret was copied",
    ).toBeVisible();
    expect(page.url()).not.toContain(secret.slice(0, 12));
  } finally {
    await running.stop();
  }
});
