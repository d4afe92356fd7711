import { createReadStream } from "node:fs";

export interface ArchiveEntry {
  /** Relative, with forward slashes. */
  path: string;
  /** What the file contains, the path of the file to copy, or the target of a symbolic link. */
  from: { content: Buffer } | { file: string; size: number } | { link: string };
  isExecutable: boolean;
}

const blockSize = 512;
/** The length of a name in a header. A longer one is in a record of its own (POSIX.1-2001, pax). */
const maxNameLength = 100;

type HeaderType = "file" | "link" | "extended";
const typeFlags: Readonly<Record<HeaderType, string>> = { file: "0", link: "2", extended: "x" };

/**
 * The bytes of a tar archive. They depend only on the parameters: nobody owns the files, and all have the same time.
 */
export async function* writeTar(
  entries: readonly ArchiveEntry[],
  modifiedAt: Date,
): AsyncGenerator<Buffer, void> {
  const header = createHeaderWriter(modifiedAt);
  for (const { path, from, isExecutable } of entries) {
    if (Buffer.byteLength(path) > maxNameLength) {
      const record = Buffer.from(createPathRecord(path));
      yield header("pax", { type: "extended", size: record.length });
      yield padToBlock(record);
    }
    const size = "content" in from ? from.content.length : "file" in from ? from.size : 0;
    const link = "link" in from ? from.link : "";
    yield header(path, { type: "link" in from ? "link" : "file", size, link, isExecutable });
    if ("content" in from) yield padToBlock(from.content);
    if ("file" in from) yield* copyFile(from.file, size);
  }
  // The end of an archive.
  yield Buffer.alloc(2 * blockSize);
}

async function* copyFile(file: string, size: number): AsyncGenerator<Buffer, void> {
  let read = 0;
  for await (const chunk of createReadStream(file)) {
    read += chunk.length;
    yield chunk;
  }
  if (read !== size) throw new Error(`${file} has changed while it was archived`);
  yield Buffer.alloc(countPadding(size));
}

interface HeaderFields {
  type: HeaderType;
  size: number;
  link?: string;
  isExecutable?: boolean;
}

function createHeaderWriter(modifiedAt: Date) {
  const seconds = Math.floor(modifiedAt.getTime() / 1000);
  return (path: string, { type, size, link = "", isExecutable = false }: HeaderFields): Buffer => {
    if (Buffer.byteLength(link) > maxNameLength)
      throw new Error(`The link ${link} is too long for an archive`);
    const block = Buffer.alloc(blockSize);
    block.write(path, 0, maxNameLength);
    block.write(writeOctal(isExecutable ? 0o755 : 0o644, 8), 100);
    block.write(writeOctal(0, 8), 108);
    block.write(writeOctal(0, 8), 116);
    block.write(writeOctal(size, 12), 124);
    block.write(writeOctal(seconds, 12), 136);
    block.write(" ".repeat(8), 148);
    block.write(typeFlags[type], 156);
    block.write(link, 157, maxNameLength);
    block.write("ustar\0" + "00", 257);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return block;
  };
}

function writeOctal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, "0")}\0`;
}

/** A record begins with its own length, whose digits count. */
function createPathRecord(path: string): string {
  const rest = ` path=${path}\n`;
  const restLength = Buffer.byteLength(rest);
  let length = restLength;
  while (length !== restLength + String(length).length) length = restLength + String(length).length;
  return `${length}${rest}`;
}

function countPadding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

function padToBlock(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc(countPadding(content.length))]);
}
