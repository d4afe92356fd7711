import { expect, test } from "vitest";
import { formatBytes } from "./format-bytes.ts";

test.each([
  [0, "0.0 KB"],
  [73_400_320, "73.4 MB"],
  [107_374_182_400, "107 GB"],
  [5e15, "5000 TB"],
])("shows %d bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
