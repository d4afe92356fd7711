import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listSourceFiles } from "./source-files.ts";

/** Words that readers stumble over, and what to write instead (CONTRIBUTING.md). */
const banned: readonly [pattern: RegExp, instead: string][] = [
  [/\b(somebody|everybody|whoever|whomever)\b/i, "someone, everyone, or a noun such as an admin"],
  [/\b(anew)\b/i, "again"],
  [/\bmeanwhile\b/i, "in the meantime, since then"],
  [/\bheirs?\b/i, "new owner, assignee"],
  [/\bdeeds?\b/i, "operation, action"],
  [/\bmend(s|ed|ing)?\b/i, "fix"],
  [/\b(works?|is|are|does|do|has|have|counts?) no more\b/i, "no longer"],
  [/\bof ours\b/i, "our, or a noun"],
  [/\bgo(es)? on working\b/i, "keep working"],
  [/\bbecomes? of\b/i, "happens to"],
  [/\blet (him|her|it|them) rest\b/i, "disable"],
  [/\b(it|this|that|he|she) is no (?!longer\b)/i, "is not a, is not, has no"],
  [/\bpresent (one|secret)\b/i, "current"],
  [/\bby \w+ alone\b/i, "only"],
  [
    /\b(colours?|behaviours?|cancelled|cancelling|optimis\w+|normalis\w+|authoris\w+|recognis\w+)\b/i,
    "American spelling",
  ],
  [/\b(most|least|longest|largest|deepest)[A-Z]\w*/, "max, min"],
];

/** Names that others chose, and this file. */
const allowed: readonly [file: RegExp, pattern: RegExp][] = [
  [/^scripts\/plain-english\.test\.ts$/, /./],
  [/^prisma\/migrations\//, /./],
];

const isText = /\.(ts|tsx|mjs|js|md|prisma|css|json)$/;
const generated =
  /^(package-lock\.json|sdk\/src\/api-types\.ts|bench\/peers\/package-lock\.json|e2e\/support\/.*\.sql)$/;

function findBannedWords(file: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) =>
    banned
      .filter(([pattern]) => pattern.test(line))
      .filter(() => !allowed.some(([files, lines]) => files.test(file) && lines.test(line)))
      .map(([pattern, instead]) => `${file}:${index + 1} "${pattern.exec(line)?.[0]}": ${instead}`),
  );
}

test("uses no word that readers stumble over", () => {
  const files = listSourceFiles().filter((file) => isText.test(file) && !generated.test(file));
  expect(files.length).toBeGreaterThan(500);
  expect(files.flatMap((file) => findBannedWords(file, readFileSync(file, "utf8")))).toEqual([]);
});

test.each([
  "Somebody has changed this key meanwhile.",
  "The invitation works no more",
  "mostKeys: 100",
  "It is no address",
])("finds the words in %j", (line) => {
  expect(findBannedWords("a.ts", line)).not.toEqual([]);
});

test("accepts plain sentences", () => {
  expect(findBannedWords("a.md", "This key is no longer valid. Generate a new one.")).toEqual([]);
});
