import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { type ArchiveEntry, writeTar } from "./write-tar.ts";

const directory = mkdtempSync(join(tmpdir(), "write-tar-"));
afterAll(() => rmSync(directory, { recursive: true }));

const at = new Date("2026-11-30T12:00:00Z");
const longPath = `folder/${"long-".repeat(30)}/näme.txt`;
const copied = join(directory, "copied");
writeFileSync(copied, "x".repeat(1_000));

const entries: ArchiveEntry[] = [
  { path: "run", from: { content: Buffer.from("#!/bin/sh\n") }, isExecutable: true },
  { path: longPath, from: { content: Buffer.alloc(0) }, isExecutable: false },
  { path: "copied", from: { file: copied, size: 1_000 }, isExecutable: false },
  { path: "linked", from: { link: "../copied" }, isExecutable: false },
];

test("tar unpacks what was written", async () => {
  const unpacked = mkdtempSync(join(directory, "unpacked-"));
  const { status, stderr } = spawnSync("tar", ["--extract", `--directory=${unpacked}`], {
    input: await buffer(writeTar(entries, at)),
  });
  expect([status, String(stderr)]).toEqual([0, ""]);
  expect(statSync(join(unpacked, "run")).mode & 0o777).toBe(0o755);
  expect(statSync(join(unpacked, "run")).mtime).toEqual(at);
  expect(readFileSync(join(unpacked, longPath), "utf8")).toBe("");
  expect(readFileSync(join(unpacked, "copied"), "utf8")).toBe("x".repeat(1_000));
  expect(readlinkSync(join(unpacked, "linked"))).toBe("../copied");
});

test("the same entries give the same bytes", async () => {
  expect(await buffer(writeTar(entries, at))).toEqual(await buffer(writeTar(entries, at)));
});

test("a file that grows while it is archived is an error", async () => {
  const changed: ArchiveEntry = { path: "copied", from: { file: copied, size: 999 }, isExecutable: false };
  await expect(buffer(writeTar([changed], at))).rejects.toThrow("has changed");
});
