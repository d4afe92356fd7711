import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createNewFile } from "./create-new-file.ts";

test("the file is for its owner only, and an existing one is not overwritten", async () => {
  const directory = await mkdtemp(join(tmpdir(), "sealing-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "events.jsonl");
  const file = await createNewFile(path);
  await file.write("1\n");
  await file.write("2\n");
  await file.sync();
  await file.close();
  expect(await readFile(path, "utf8")).toBe("1\n2\n");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await expect(createNewFile(path)).rejects.toThrow("already exists");
});
