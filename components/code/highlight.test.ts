import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { highlight } from "./highlight.ts";

/** The text of the spans of each kind. */
function findSpans(code: string, language: string): Record<string, string[]> {
  const spans = highlight(code, language).flat();
  const groups = Object.groupBy(spans, ({ kind }) => kind ?? "plain");
  return Object.fromEntries(
    Object.entries(groups).map(([kind, found = []]) => [kind, found.map(({ text }) => text.trim())]),
  );
}

describe("highlight", () => {
  test.each([
    ["sh", '# A comment\ncurl -H "A: $KEY"', { comment: ["# A comment"], variable: ["$KEY"] }],
    ["js", 'const a = await get("b");', { keyword: ["const", "await"], string: ['"b"'], name: ["get"] }],
    ["python", 'import os\nprint(f"{os}", 7)', { keyword: ["import", "f"], number: ["7"], name: ["print"] }],
    ["json", '{ "a": "b", "c": 1 }', { string: ['"b"'], number: ["1"] }],
    ["nginx", "proxy_pass http://$host 5s; # on", { name: ["proxy_pass"], comment: ["# on"] }],
  ])("colors %s", (language, code, expected) => {
    expect(findSpans(code, language)).toMatchObject(expected);
  });

  test("keeps the text of every language unchanged", () => {
    const code = 'a {\n\n  b "c" # d\n}';
    for (const language of ["sh", "js", "nginx", "lua", "yaml", "sql", "regex", ""]) {
      const lines = highlight(code, language).map((spans) => spans.map(({ text }) => text).join(""));
      expect(lines.join("\n"), language).toBe(code);
    }
  });
});

/** The relative luminance of a color such as #2450c4 (WCAG 2.2). */
function measureLuminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function measureContrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [one, other].map(measureLuminance).sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test("the colors of code have a contrast of at least 4.5 in both themes", () => {
  const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
  const colors = [...css.matchAll(/--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)];
  const surface = colors.find(([, name]) => name === "surface");
  const ofCode = colors.filter(([, name]) => name?.startsWith("code-"));
  expect(ofCode).toHaveLength(6);
  for (const [, name, light = "", dark = ""] of ofCode) {
    expect(measureContrast(light, surface?.[2] ?? ""), `${name}, light`).toBeGreaterThan(4.5);
    expect(measureContrast(dark, surface?.[3] ?? ""), `${name}, dark`).toBeGreaterThan(4.5);
  }
});
