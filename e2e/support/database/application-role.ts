import { readFile } from "node:fs/promises";

/** What the documentation tells operators to run, for a role of this name: roles belong to the whole server. */
export interface ApplicationRoleSql {
  /** Once. */
  create: string;
  /** After each upgrade. */
  grant: string;
}

export async function readApplicationRoleSql(role: string): Promise<ApplicationRoleSql> {
  const text = await readFile("docs/self-hosting.md", "utf8");
  const blocks = [...text.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = ""]) => sql);
  const find = (begin: string) => {
    const found = blocks.find((sql) => sql.startsWith(begin) && sql.includes("byteengine_app"));
    if (found === undefined) throw new Error(`docs/self-hosting.md has no SQL that begins with ${begin}`);
    return found.replaceAll("byteengine_app", role);
  };
  return { create: find("CREATE ROLE"), grant: find("BEGIN") };
}
