import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createZstdDecompress } from "node:zlib";
import { StartError } from "#lib/platform/process/start-error.ts";
import {
  type BackupHeader,
  type BackupLine,
  type BackupManifest,
  type BackupSecrets,
  formatVersion,
  lineSchema,
} from "./backup-lines.ts";
import { decrypt, isEncrypted, magicBytes, type Opener } from "./encryption.ts";

export type BackupPart =
  | { kind: "header"; header: BackupHeader }
  | { kind: "secrets"; secrets: BackupSecrets }
  | { kind: "table"; name: string; columns: string[] }
  /** Rows of the table before it. */
  | { kind: "rows"; lines: string[] }
  | { kind: "manifest"; manifest: BackupManifest };

/** The longest line: one row, whose values the console limits to much less. */
const maxLineLength = 128 * 1024 * 1024;

function createDamage(reason: string, cause?: unknown): StartError {
  return new StartError(`The backup is damaged: ${reason}. Nothing of it can be trusted`, { cause });
}

/**
 * Reads a backup. Throws StartError if it is cut off or altered, which is only known for certain at the end: read it once before
 * using anything of it.
 */
export async function* readBackup(file: string, opener: Opener): AsyncGenerator<BackupPart> {
  const check = createCheck();
  for await (const lines of readLines(file, opener)) yield* check.take(lines);
  check.end();
}

async function* readLines(file: string, opener: Opener): AsyncGenerator<string[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of await openText(file, opener)) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxLineLength) throw createDamage("a line is too long");
    if (lines.length > 0) yield lines;
  }
  if (rest !== "") throw createDamage("it is cut off");
}

/** The decrypted and decompressed bytes. */
async function openText(file: string, opener: Opener): Promise<AsyncIterable<Buffer>> {
  const encrypted = isEncrypted(await readStart(file));
  const stream = createReadStream(file);
  const compressed = encrypted ? await decrypt(stream, opener) : stream;
  return decompress(compressed);
}

async function readStart(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(magicBytes), 0, magicBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new StartError(`${file} cannot be read: ${code}`, { cause: error });
  }
}

async function* decompress(compressed: Readable): AsyncGenerator<Buffer> {
  const decompressor = createZstdDecompress();
  compressed.once("error", (error) => decompressor.destroy(error));
  compressed.pipe(decompressor);
  try {
    yield* decompressor;
  } catch (error) {
    throw createDamage(error instanceof Error ? error.message : String(error), error);
  } finally {
    compressed.destroy();
    decompressor.destroy();
  }
}

/** Follows the order of the lines, counts rows and computes the checksum. */
function createCheck() {
  const hash = createHash("sha256");
  const counts = new Map<string, number>();
  let stage: "header" | "tables" | "end" | "after" = "header";
  let table: string | null = null;

  function takeLine(text: string): BackupPart[] {
    if (stage === "after") throw createDamage("something follows its end");
    const line = parseLine(text);
    if ("end" in line) {
      if (stage !== "end" || line.end.sha256 !== hash.digest("hex"))
        throw createDamage("its checksum is wrong");
      stage = "after";
      return [];
    }
    hash.update(`${text}\n`);
    if ("header" in line) {
      if (stage !== "header") throw createDamage("it has two headers");
      assertReadable(line.header);
      stage = "tables";
      return [{ kind: "header", header: line.header }];
    }
    if (stage !== "tables") throw createDamage("its parts are in the wrong order");
    if ("secrets" in line) return [{ kind: "secrets", secrets: line.secrets }];
    if ("table" in line) {
      table = line.table.name;
      if (counts.has(table)) throw createDamage(`it has the table ${table} twice`);
      counts.set(table, 0);
      return [{ kind: "table", ...line.table }];
    }
    stage = "end";
    assertCounts(counts, line.manifest);
    return [{ kind: "manifest", manifest: line.manifest }];
  }

  function takeRows(lines: string[]): BackupPart {
    if (stage !== "tables" || table === null) throw createDamage("its parts are in the wrong order");
    hash.update(`${lines.join("\n")}\n`);
    counts.set(table, (counts.get(table) ?? 0) + lines.length);
    return { kind: "rows", lines };
  }

  return {
    *take(lines: string[]): Generator<BackupPart> {
      let rows: string[] = [];
      for (const line of lines) {
        if (line.startsWith("[")) rows.push(line);
        else {
          if (rows.length > 0) yield takeRows(rows);
          rows = [];
          yield* takeLine(line);
        }
      }
      if (rows.length > 0) yield takeRows(rows);
    },
    end: () => {
      if (stage !== "after") throw createDamage("it is cut off");
    },
  };
}

function parseLine(text: string): BackupLine {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch (error) {
    throw text.includes('"byteengine-backup"')
      ? new StartError("The backup was written by a newer version, or is damaged", { cause: error })
      : createDamage("it contains something unknown, or is not a backup of this console", error);
  }
}

function assertReadable({ formatVersion: version, productVersion }: BackupHeader): void {
  if (version <= formatVersion) return;
  throw new StartError(
    `The backup was written by version ${productVersion}, whose backups this version can't read. Use that version or a newer one`,
  );
}

function assertCounts(counts: ReadonlyMap<string, number>, { tables }: BackupManifest): void {
  const isSame =
    counts.size === Object.keys(tables).length &&
    [...counts].every(([table, count]) => tables[table] === count);
  if (!isSame) throw createDamage("its manifest doesn't match its rows");
}
