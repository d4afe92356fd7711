import { readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { openSchemaEngine } from "./schema-engine.ts";

/** The SQL that a migrated database lacks compared with prisma/schema.prisma. Empty if nothing is missing. */
export async function diffSchema(pool: pg.Pool): Promise<string> {
  const content = await readFile("prisma/schema.prisma", "utf8");
  const engine = await openSchemaEngine(createAdapters(pool), content);
  const files = [{ path: "schema.prisma", content }];
  const { stdout } = await engine.diff({
    from: { tag: "schemaDatasource", files, configDir: process.cwd() },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  engine.free();
  return /^-- This is an empty migration/m.test(stdout ?? "") ? "" : (stdout ?? "").trim();
}

/**
 * Adapters that also read "char", the one-letter type of PostgreSQL's system catalog. Prisma's adapter
 * rejects it, although the engine queries it to describe a database.
 */
function createAdapters(pool: pg.Pool): PrismaPg {
  const adapters = new PrismaPg(pool);
  const connect = adapters.connect.bind(adapters);
  const query = pool.query.bind(pool);
  let letterColumns: number[] = [];
  Object.assign(pool, {
    query: async (config: pg.QueryConfig, values?: unknown[]) => {
      const result = await query(config, values);
      letterColumns = [];
      for (const [index, field] of result.fields.entries()) {
        if (field.dataTypeID !== pg.types.builtins.CHAR) continue;
        letterColumns.push(index);
        field.dataTypeID = pg.types.builtins.TEXT;
      }
      return result;
    },
  });
  adapters.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (parameters) => {
      const result = await queryRaw(parameters);
      for (const index of letterColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    return adapter;
  };
  return adapters;
}
