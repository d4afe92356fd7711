import { expect, test } from "./fixtures.ts";
import { password, signUp } from "./people.ts";

test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)/] });

test("shows the same error for a wrong password and an unknown email address, and keeps the email", async ({
  page,
}) => {
  const { email } = await signUp(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  const texts: string[] = [];
  for (const address of [email, "nobody@example.com"]) {
    await page.getByLabel("Email").fill(address);
    await page.getByLabel("Password").fill("not the right password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: /\w/ });
    await expect(alert.first()).toBeVisible();
    texts.push((await alert.first().textContent()) ?? "");
    await expect(page.getByLabel("Email")).toHaveValue(address);
  }
  expect(texts[0]).toBe(texts[1]);
  await expect(page.getByText("Forgot your password?")).toBeVisible();
});

test("password fields hide what is typed, and take what is pasted (ASVS 6.2.6, 6.2.7)", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("pasted password");
  await page.getByLabel("Email").press("ControlOrMeta+a");
  await page.getByLabel("Email").press("ControlOrMeta+c");
  const field = page.getByLabel("Password");
  await field.press("ControlOrMeta+v");
  await expect(field).toHaveValue("pasted password");
  await expect(field).toHaveAttribute("type", "password");
  await expect(field).toHaveAttribute("autocomplete", "current-password");
});

test("returns to the requested page after sign-in, and never to another site", async ({ page }) => {
  const { email } = await signUp(page);
  const requested = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  const signIn = async () => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  };
  await page.goto(requested);
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await signIn();
  await expect(page).toHaveURL(requested);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  for (const target of ["https://evil.example/", "//evil.example", "/\\evil.example"]) {
    await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(target)}`);
    await signIn();
    await expect(page).toHaveURL(/\/t\/[^/]+/);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
  }
});
