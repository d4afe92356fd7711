import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { errorTable } from "#lib/errors.ts";
import { builtInPermissions, builtInPermissionTexts } from "./permissions.ts";
import { isAtLeast, roles } from "./roles.ts";

/** The rows of the first table with this head. */
async function readTable(file: string, head: string): Promise<string[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  const start = lines.indexOf(head);
  const end = lines.indexOf("", start);
  return lines.slice(start + 2, end);
}

test("the documented permissions are those of the code, held by the same roles", async () => {
  const texts: Readonly<Record<string, string>> = builtInPermissionTexts;
  const rows = Object.entries(builtInPermissions).map(([name, least]) => {
    const marks = roles.map((role) => (isAtLeast(role, least) ? "yes" : ""));
    return `| \`${name}\` | ${texts[name]} | ${marks.join(" | ")} |`
      .replaceAll("|  |", "| |")
      .replaceAll("|  |", "| |");
  });
  const head = "| permission | lets its holder | viewer | developer | admin | owner |";
  expect(await readTable("docs/permissions.md", head)).toEqual(rows);
});

test("the documented errors are those of the code", async () => {
  const rows = Object.entries(errorTable).map(
    ([code, { status, message }]) => `| ${status} | \`${code}\` | ${message} |`,
  );
  expect(await readTable("docs/errors.md", "| status | code | message |")).toEqual(rows);
});
