import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "./fixtures.ts";
import { createKey, signUp, teamPath } from "./people.ts";

const run = promisify(execFile);

/** Commands of the guides that read, each as it is written there. */
async function readGuideCommands(name: string): Promise<string[]> {
  const text = await readFile(new URL(`../docs/${name}.md`, import.meta.url), "utf8");
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1] ?? "");
  return blocks
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .filter((line) => line.startsWith("curl "));
}

for (const name of ["health-data", "ai-workers"]) {
  test(`the calls that ${name} shows run as they stand`, async ({ page }) => {
    await signUp(page);
    const { secret } = await createKey(page, { name: "samples" });
    const env = { ...process.env, BYTEENGINE_API_KEY: secret };
    await page.goto(teamPath(page, name));
    const read = async (tab: string) => {
      await page.getByRole("tab", { name: tab }).click();
      return (await page.getByRole("tabpanel").locator("pre").textContent()) ?? "";
    };
    const curl = await run("sh", ["-c", `${await read("curl")} -sS`], { env });
    expect(JSON.parse(curl.stdout)).toEqual({ data: [], nextCursor: null });
    const script = ["--input-type=module", "-e", await read("fetch")];
    const fetched = await run(process.execPath, script, { env });
    expect(fetched.stdout.trim()).toBe("[]");
  });
}

test("the commands of the guide to API keys and to verifying them are understood as they are written", async ({
  page,
  baseURL,
}) => {
  await signUp(page);
  const { id, secret } = await createKey(page, { name: "samples" });
  const env = { ...process.env, BYTEENGINE_API_KEY: secret, KEY_ID: id, PRESENTED_KEY: secret };
  const commands = [...(await readGuideCommands("api-keys")), ...(await readGuideCommands("verifying-keys"))];
  expect(commands.length).toBeGreaterThanOrEqual(4);
  for (const command of commands) {
    const own = command
      .replaceAll("http://127.0.0.1:3000", baseURL ?? "")
      .replaceAll("/KEY_ID/", `/${id}/`)
      .replaceAll('"key":"be_..."', `"key":"${secret}"`);
    expect(own.match(/https?:\/\/[^/ ]+/g), command).toEqual([baseURL]);
    const { stdout } = await run("sh", ["-c", `${own} -sS -o /dev/null -w '%{http_code}'`], { env });
    expect(stdout, command).toBe("200");
  }
});
