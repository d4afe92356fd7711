import { randomBytes } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { link, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { StartError } from "#lib/platform/process/start-error.ts";
import { type Encryption, encrypt } from "./encryption.ts";

/** Where a backup is written until it is complete. */
const partialSuffix = ".partial";

export function choosePartialFile(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}${partialSuffix}`);
}

export function assertAbsent(file: string): void {
  if (existsSync(file)) throw new StartError(`${file} already exists`);
}

/**
 * Writes the text to `partialFile`, syncs it to the disk and moves it to `file`: that name has a complete backup or nothing.
 * Returns its size.
 */
export async function writeBackupFile(
  { file, partialFile, encryption }: { file: string; partialFile: string; encryption: Encryption },
  text: AsyncIterable<string>,
): Promise<number> {
  try {
    const compressed = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    const target = createWriteStream(partialFile, { flags: "wx", mode: 0o600 });
    const output = encryption === null ? compressed : await encrypt(compressed, encryption);
    await Promise.all([pipeline(Readable.from(text), compressed), pipeline(output, target)]);
    const size = await syncFile(partialFile);
    await moveIntoPlace(partialFile, file);
    return size;
  } catch (error) {
    await rm(partialFile, { force: true });
    throw error;
  }
}

async function syncFile(file: string): Promise<number> {
  const handle = await open(file, "r");
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** A link fails if the name exists. Not every file system has links. */
async function moveIntoPlace(partialFile: string, file: string): Promise<void> {
  try {
    await link(partialFile, file);
    await rm(partialFile);
  } catch (error) {
    assertAbsent(file);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    await rename(partialFile, file);
  }
  const directory = await open(dirname(file), "r");
  // Some systems can't sync directories.
  await directory.sync().catch(() => {});
  await directory.close();
}
