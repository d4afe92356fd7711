import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Every start runs in the repository's root directory. */
export const migrationsDirectory = resolve("prisma/migrations");

export interface Migration {
  name: string;
  sql: string;
  /** The file's checksum, as Prisma computes it. */
  checksum: string;
  /** Set if the migration builds an index without blocking writes. Its file may contain nothing else. */
  concurrentIndex: string | null;
}

export async function listMigrationNames(directory = migrationsDirectory): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** All migrations, oldest first. Throws for a file that cannot be applied as written. */
export async function readMigrations(directory = migrationsDirectory): Promise<Migration[]> {
  return Promise.all((await listMigrationNames(directory)).map((name) => readMigration(directory, name)));
}

async function readMigration(directory: string, name: string): Promise<Migration> {
  const sql = await readFile(join(directory, name, "migration.sql"), "utf8");
  const checksum = createHash("sha256").update(sql).digest("hex");
  return { name, sql, checksum, concurrentIndex: findConcurrentIndex(name, sql) };
}

const comments = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const transactionStatement = /(^|;)\s*(BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK|END)\s*(;|$)/i;
const concurrentIndex =
  /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z_][a-z0-9_$]*)"?\s+ON\s[^;]*;?$/i;

/** A function body between `$$` has its own statements, and its BEGIN starts a block. */
function withoutFunctionBodies(sql: string): string {
  return sql
    .split("$$")
    .filter((_, i) => i % 2 === 0)
    .join("");
}

/** PostgreSQL rejects CONCURRENTLY in a transaction, and several statements sent together form one. */
function findConcurrentIndex(name: string, sql: string): string | null {
  const text = withoutFunctionBodies(sql.replaceAll(comments, "")).trim();
  if (!/\bCONCURRENTLY\b/i.test(text)) {
    if (!transactionStatement.test(text)) return null;
    throw new Error(
      `Migration ${name} must not begin or end a transaction: every migration runs in a transaction together with its record`,
    );
  }
  const index = concurrentIndex.exec(text)?.[1];
  if (index !== undefined) return index;
  throw new Error(
    `Migration ${name} must contain only one CREATE INDEX CONCURRENTLY "name" ON ... statement: split it into several migrations`,
  );
}

/** For the embedded engine, where nothing else writes at the same time, and for tools that replay migrations. */
export function buildIndexDirectly(sql: string): string {
  return sql.replace(/\b(CREATE\s+(?:UNIQUE\s+)?INDEX)\s+CONCURRENTLY\b/i, "$1");
}
