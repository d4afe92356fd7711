import { expect, test } from "vitest";
import { createStatementCache } from "./statement-cache.ts";

test("statements are read once, and large ones are not all kept", async () => {
  const cache = createStatementCache();
  let reads = 0;
  const read = async () => {
    reads += 1;
    return "x".repeat(4 * 1024 * 1024);
  };
  await Promise.all([cache.find("0", read), cache.find("0", read)]);
  expect(reads).toBe(1);
  for (let i = 1; i <= 8; i++) await cache.find(String(i), read);
  expect(reads).toBe(9);
  await cache.find("8", read);
  expect(reads).toBe(9);
  await cache.find("0", read);
  expect(reads).toBe(10);
});
