import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { type Source, textSettings } from "./source.ts";

/** A copy of the embedded database's files that nothing else uses. Opening it replays the log, as after a power failure. */
export async function openCopiedSource(directory: string): Promise<Source> {
  const db = await PGlite.create({ fs: new NodeFS(directory) });
  await db.exec(textSettings);
  return {
    read: async (sql) => {
      const { rows } = await db.query<(string | null)[]>(sql, [], { rowMode: "array" });
      return rows;
    },
    close: () => db.close(),
  };
}
