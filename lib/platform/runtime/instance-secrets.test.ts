import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { dropPreviousSecrets, loadInstanceSecrets, rotateSecretFile } from "./instance-secrets.ts";

async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "secrets-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

const load = (dataDirectory: string) =>
  loadInstanceSecrets({ dataDirectory, sessionSecrets: undefined, auditSecrets: ["a".repeat(32)] });

test("a rotated secret comes first, and the previous ones stay until they are dropped", async () => {
  const directory = await createDirectory();
  const { session: original } = await load(directory);
  const second = await rotateSecretFile(directory, "session");
  const third = await rotateSecretFile(directory, "session");
  expect((await load(directory)).session).toEqual([third, second, ...original]);
  expect(await dropPreviousSecrets(directory, "session", (secret) => secret === second)).toBe(1);
  expect((await load(directory)).session).toEqual([third, second]);
  const files = await readdir(directory);
  expect(files.sort()).toEqual(["session-secret", "session-secret-previous"]);
  for (const file of files) expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
});
