import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

/** The tables of the schema, without its enumerations. */
async function listTables(): Promise<string[]> {
  const schema = await readFile("prisma/schema.prisma", "utf8");
  const models = schema.match(/^model \w+ \{\n[\s\S]*?^\}/gm) ?? [];
  return models.map((model) => /@@map\("(\w+)"\)/.exec(model)?.[1] ?? "");
}

test("docs/data.md says of every table what it contains and how long it is kept", async () => {
  const document = await readFile("docs/data.md", "utf8");
  const rows = [...document.matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
  expect(rows.map(([, table]) => table).sort()).toEqual((await listTables()).sort());
});
