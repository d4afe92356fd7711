import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { errorTable } from "#lib/domain/common/errors.ts";
import { builtInPermissions, builtInPermissionTexts } from "./permissions.ts";
import { isAtLeast, roles } from "./roles.ts";

/** The rows of the first table with this header. */
async function readTable(file: string, header: string): Promise<string[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  const start = lines.indexOf(header);
  const end = lines.indexOf("", start);
  return lines.slice(start + 2, end);
}

test("the documented permissions and their roles match the code", async () => {
  const texts: Readonly<Record<string, string>> = builtInPermissionTexts;
  const rows = Object.entries(builtInPermissions).map(([name, minRole]) => {
    const marks = roles.map((role) => (isAtLeast(role, minRole) ? "yes" : ""));
    return `| \`${name}\` | ${texts[name]} | ${marks.join(" | ")} |`
      .replaceAll("|  |", "| |")
      .replaceAll("|  |", "| |");
  });
  const header = "| permission | description | viewer | developer | admin | owner |";
  expect(await readTable("docs/permissions.md", header)).toEqual(rows);
});

test("the documented errors match the code", async () => {
  const rows = Object.entries(errorTable).map(
    ([code, { status, message }]) => `| ${status} | \`${code}\` | ${message} |`,
  );
  expect(await readTable("docs/errors.md", "| status | code | message |")).toEqual(rows);
});
