import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const text = readFileSync(new URL("../../docs/security/smart-app-launch.md", import.meta.url), "utf8");
const rows = text
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| requirement"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("every requirement of SMART App Launch with SHALL or SHALL NOT is listed once", () => {
  const numbers = rows.flatMap(([, , listed = ""]) => listed.split(", ").map(Number));
  expect(numbers.filter((number) => !Number.isInteger(number))).toEqual([]);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers).toHaveLength(172);
});

test("every test that proves a requirement exists", () => {
  const proven = rows.flatMap(([, , , proof = ""]) => /^`(\S+\.test\.ts)`: (.+)$/.exec(proof) ?? []);
  expect(proven.length).toBeGreaterThan(60);
  for (let index = 0; index < proven.length; index += 3) {
    const [, file = "", name = ""] = proven.slice(index, index + 3);
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, "utf8"), file).toContain(`"${name}"`);
  }
});
