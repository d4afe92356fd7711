// `npm run db:migration NAME`: writes a migration for the changes in prisma/schema.prisma. Our own runner applies the existing
// migrations to an empty database, and Prisma's engine compares it with the schema.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { createDatabase } from "#lib/platform/db/database.ts";
import { startInMemory } from "#lib/platform/db/embedded/start-embedded.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { diffSchema } from "./prisma/diff-schema.ts";

async function diffMigrations(): Promise<string> {
  const embedded = await startInMemory();
  const database = createDatabase(new pg.Pool(embedded.poolConfig), "embedded", { onClose: embedded.stop });
  try {
    await applyMigrations(database, createLogger({ level: "silent" }));
    return await diffSchema(database.pool);
  } finally {
    await database.close();
  }
}

const [name = ""] = process.argv.slice(2);
if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name)) {
  process.stderr.write("Usage: npm run db:migration NAME, where NAME is in snake_case\n");
  process.exit(1);
}
const script = await diffMigrations();
if (script === "") {
  process.stdout.write("prisma/schema.prisma and the migrations match: nothing to do\n");
} else {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const directory = join("prisma", "migrations", `${stamp}_${name}`);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "migration.sql"), `${script}\n`);
  process.stdout.write(`${directory}/migration.sql\n`);
}
