import { expect, test } from "vitest";
import { listPartial, listSuperseded, nameBackup } from "./kept-files.ts";

const at = (time: string) => nameBackup(new Date(time), false);

test("a name tells when the backup was written, and whether it is encrypted", () => {
  const now = new Date("2026-11-30T12:34:56.789Z");
  expect(nameBackup(now, false)).toBe("byteengine-20261130T123456Z.zst");
  expect(nameBackup(now, true)).toBe("byteengine-20261130T123456Z.zst.age");
});

test("the newest are kept, and files of others are never removed", () => {
  const days = ["2026-11-28T00:00:00Z", "2026-11-30T00:00:00Z", "2026-11-29T00:00:00Z"].map(at);
  const others = ["byteengine.zst", "notes.txt", "byteengine-20261130T123456Z.zst.old"];
  expect(listSuperseded([...days, ...others], 2)).toEqual([at("2026-11-28T00:00:00Z")]);
  expect(listSuperseded(days, 3)).toEqual([]);
  expect(listSuperseded([], 3)).toEqual([]);
});

test("partial files are recognized by their whole name", () => {
  const partial = `.${at("2026-11-30T00:00:00Z")}.0123456789ab.partial`;
  expect(listPartial([partial, ".other.partial", at("2026-11-30T00:00:00Z")])).toEqual([partial]);
});
