import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { getPackedSdk } from "#e2e/docs/packed-sdk.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp, teamPath } from "#e2e/people.ts";

const run = promisify(execFile);

for (const name of ["health-data", "ai-workers"]) {
  test(`the code samples on ${name} run unchanged`, async ({ page }) => {
    await signUp(page);
    const { secret } = await createKey(page, { name: "samples" });
    const env = { ...process.env, BYTEENGINE_API_KEY: secret };
    await page.goto(teamPath(page, name));
    const read = async (tab: string) => {
      await page.getByRole("tab", { name: tab }).click();
      // Select by name, because the previous panel is still there for a moment.
      const sample = page.getByRole("tabpanel").getByRole("figure", { name: tab });
      return (await sample.locator("pre").textContent()) ?? "";
    };
    const curl = await run("sh", ["-c", `${await read("curl")} -sS`], { env });
    expect(JSON.parse(curl.stdout)).toEqual({ data: [], nextCursor: null });
    const script = ["--input-type=module", "-e", await read("fetch")];
    const fetched = await run(process.execPath, script, { env });
    expect(fetched.stdout.trim()).toBe("[]");
    await writeFile(join(getPackedSdk().folder, `${name}.js`), await read("SDK"));
    const { stdout } = await run(process.execPath, [`${name}.js`], { cwd: getPackedSdk().folder, env });
    expect(stdout.trim()).toBe("[]");
  });
}
