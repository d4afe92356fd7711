import { expect, test } from "vitest";
import { type DocsEntry, findEntries, markWords, writeSnippet } from "./docs-entries.ts";

function createEntry(heading: string, text = "", title = "Guide"): DocsEntry {
  return { kind: "guide", href: `/docs/guide#${heading}`, title, heading, text };
}

function listHeadings(entries: readonly DocsEntry[], query: string): string[] {
  return findEntries(entries, query, 10).map(({ entry }) => entry.heading);
}

test("finds entries that contain every word, those with a matching heading first", () => {
  const entries = [
    createEntry("Errors", "A key that was rotated twice"),
    createEntry("How to rotate a key"),
    createEntry("Rotate a key"),
    createEntry("Grace period", "", "Rotate a key safely"),
    createEntry("Proxies", "No match"),
  ];
  expect(listHeadings(entries, "rotate key")).toEqual([
    "How to rotate a key",
    "Rotate a key",
    "Grace period",
    "Errors",
  ]);
  expect(listHeadings(entries, "Rotate a")[0]).toBe("Rotate a key");
  expect(listHeadings(entries, "  ")).toEqual([]);
});

test("finds words by their start", () => {
  const entries = [createEntry("Metadata", "metadata"), createEntry("People", "Ada and others")];
  expect(listHeadings(entries, "ada")).toEqual(["People"]);
  expect(listHeadings(entries, "meta")).toEqual(["Metadata"]);
});

test("finds an operation by its method and path", () => {
  const entry: DocsEntry = {
    ...createEntry("Rotate a key"),
    kind: "operation",
    code: "POST /v1/api/keys/{id}/rotate",
  };
  expect(listHeadings([entry], "post /keys")).toEqual(["Rotate a key"]);
});

test("cuts a snippet around the first match and marks the words", () => {
  const text = `${"Something else before it. ".repeat(5)}The grace period ends after a day. ${"More. ".repeat(30)}`;
  const parts = writeSnippet(text, ["grace"]);
  const shown = parts.map((part) => part.text).join("");
  expect(shown).toMatch(/^….*The grace period ends.*…$/);
  expect(shown.length).toBeLessThan(120);
  expect(parts.filter(({ isMarked }) => isMarked)).toEqual([{ text: "grace", isMarked: true }]);
});

test("marks text that a regular expression would read differently", () => {
  expect(markWords("keys.* (all)", [".*", "(all)"])).toEqual([
    { text: "keys", isMarked: false },
    { text: ".*", isMarked: true },
    { text: " ", isMarked: false },
    { text: "(all)", isMarked: true },
  ]);
});
