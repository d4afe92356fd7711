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
  const [, section = ""] = /^## Proven\n(.*?)^## /ms.exec(text) ?? [];
  const proofs = section.split("\n").filter((line) => /^\| .*\d/.test(line));
  expect(proofs.length).toBeGreaterThan(20);
  for (const line of proofs) {
    const [, file = "", name = ""] = /`(\S+\.(?:test|spec)\.ts)`: (.+) \|$/.exec(line) ?? [];
    expect(existsSync(file), line).toBe(true);
    const names = [`"${name}"`, `\`${name}\``];
    const source = readFileSync(file, "utf8");
    expect(
      names.some((text) => source.includes(text)),
      line,
    ).toBe(true);
  }
});
