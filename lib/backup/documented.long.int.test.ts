import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { expect, onTestFinished, test } from "vitest";
import { createPlaces, openMigrated } from "#e2e/support/backup/backup-places.ts";
import { insertTeam } from "#e2e/support/database/fixtures.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";

const run = promisify(execFile);

/** Each command of the guide, in its order. */
async function readCommands(): Promise<string[]> {
  const text = await readFile("docs/backups.md", "utf8");
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, command = ""]) => command.trim());
}

test("the commands of the guide work as written", { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "documented-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const source = await (await createPlaces()).createEmbedded();
  const database = await openMigrated(source);
  await insertTeam(database);
  await loadInstanceSecrets(source.config);
  await database.close();
  await writeFile(join(folder, "passphrase"), "correct horse battery\n");
  const recipient = await identityToRecipient(await generateIdentity());
  for (const command of await readCommands()) {
    const here = command.replaceAll(/\/var\/backups|\/root|\/srv/g, folder).replace("age1...", recipient);
    const environment = {
      ...process.env,
      DATA_DIR: source.config.dataDirectory,
      TEST_DATABASE_URL: undefined,
    };
    const { stdout, code } = await run("bash", ["-c", here], { env: environment }).then(
      (result) => ({ ...result, code: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => error,
    );
    const isRestoredWithoutSecrets = here.includes("restore") && !here.includes("with-secrets");
    expect(code, `${here}: ${stdout}`).toBe(isRestoredWithoutSecrets ? 1 : 0);
    if (isRestoredWithoutSecrets) expect(stdout).toContain("put the file audit-secret into DATA_DIR");
  }
  expect((await readdir(folder)).filter((name) => name.includes(".zst"))).toHaveLength(4);
  await source.remove();
});
