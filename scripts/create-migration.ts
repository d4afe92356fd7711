import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { startInMemory } from "#lib/platform/db/embedded/start-embedded.ts";
import { noFilter, readMigrationList } from "./prisma/migration-list.ts";
import { openSchemaEngine } from "./prisma/schema-engine.ts";

/** The SQL that is missing in the migrations compared with prisma/schema.prisma. Empty if nothing is missing. */
async function diffSchema(): Promise<string> {
  const content = await readFile("prisma/schema.prisma", "utf8");
  const embedded = await startInMemory();
  const pool = new pg.Pool(embedded.poolConfig);
  try {
    const engine = await openSchemaEngine(createAdapters(pool), content);
    const { stdout } = await engine.diff({
      from: { tag: "migrations", ...(await readMigrationList()) },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] },
      script: true,
      exitCode: null,
      filters: noFilter,
    });
    engine.free();
    return stdout ?? "";
  } finally {
    await pool.end();
    await embedded.stop();
  }
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
  // This database is temporary, so the engine can replay the migrations in it.
  adapters.connectToShadowDb = adapters.connect;
  return adapters;
}

const [name = ""] = process.argv.slice(2);
if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name)) {
  process.stderr.write("Usage: npm run db:migration NAME, where NAME is in snake_case\n");
  process.exit(1);
}
const script = await diffSchema();
if (/^-- This is an empty migration/m.test(script) || script.trim() === "") {
  process.stdout.write("prisma/schema.prisma and the migrations match: nothing to do\n");
} else {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const directory = join("prisma", "migrations", `${stamp}_${name}`);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "migration.sql"), script);
  process.stdout.write(`${directory}/migration.sql\n`);
}
