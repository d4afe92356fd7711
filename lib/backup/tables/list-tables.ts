import { z } from "zod";
import type { Source } from "#lib/backup/source/source.ts";
import { isInBackups } from "./backup-tables.ts";
import { sortByReferences } from "./sort-by-references.ts";

export interface SourceTable {
  name: string;
  columns: string[];
  /** Changes when the table is written again as a whole. */
  fileNode: string;
}

// Generated columns are left out: they can't be inserted.
const listSql = `
  SELECT c.relname, pg_relation_filenode(c.oid)::text,
    (SELECT json_agg(a.attname ORDER BY a.attnum)::text FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
    (SELECT coalesce(json_agg(DISTINCT target.relname), '[]')::text FROM pg_constraint k
     JOIN pg_class target ON target.oid = k.confrelid WHERE k.conrelid = c.oid AND k.contype = 'f')
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
  ORDER BY c.relname`;

const names = z.array(z.string());

/** The tables of a backup. Those that others refer to are first. */
export async function listTables(source: Pick<Source, "read">): Promise<SourceTable[]> {
  const rows = await source.read(listSql);
  const tables = rows
    .map(([name, fileNode, columns, references]) => ({
      name: name ?? "",
      fileNode: fileNode ?? "",
      columns: names.parse(JSON.parse(columns ?? "[]")),
      references: names.parse(JSON.parse(references ?? "[]")),
    }))
    .filter(({ name }) => isInBackups(name));
  return sortByReferences(tables).map(({ name, fileNode, columns }) => ({ name, fileNode, columns }));
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
