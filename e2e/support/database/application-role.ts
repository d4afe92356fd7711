import { readFile } from "node:fs/promises";

/** The SQL that the documentation tells operators to run, for a role with another name: roles are shared by the whole server. */
export interface ApplicationRoleSql {
  /** Run once. */
  create: string;
  /** Run after each upgrade. */
  grant: string;
}

export async function readApplicationRoleSql(role: string): Promise<ApplicationRoleSql> {
  const text = await readFile("docs/self-hosting.md", "utf8");
  const blocks = [...text.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = ""]) => sql);
  const find = (beginning: string) => {
    const found = blocks.find((sql) => sql.startsWith(beginning) && sql.includes("byteengine_app"));
    if (found === undefined) throw new Error(`docs/self-hosting.md has no SQL that begins with ${beginning}`);
    return found.replaceAll("byteengine_app", role);
  };
  return { create: find("CREATE ROLE"), grant: find("BEGIN") };
}
