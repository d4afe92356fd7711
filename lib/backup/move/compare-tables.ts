import { countPages, describeRow, digestChains } from "#lib/backup/create/write-rows.ts";
import type { Source } from "#lib/backup/source/source.ts";
import { quoteName, type SourceTable } from "#lib/backup/tables/list-tables.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { sourceChanged } from "./copy-tables.ts";

type Reader = Pick<Source, "read">;

interface CompareOptions {
  tables: readonly SourceTable[];
  signal: AbortSignal;
}

/**
 * Throws StartError unless both databases have the same rows, down to the last character, and the same heads of the audit log.
 * Returns the number of rows.
 */
export async function compareTables(
  source: Reader,
  target: Reader,
  { tables, signal }: CompareOptions,
): Promise<number> {
  let rows = 0n;
  for (const table of tables) {
    const [original, copy] = await Promise.all([
      digestTable(source, table, signal),
      digestTable(target, table, signal),
    ]);
    if (original.count !== copy.count) {
      throw new StartError(
        `The table ${table.name} has ${copy.count} rows in the target, and ${original.count} in the source. ${sourceChanged}`,
      );
    }
    if (original.sum !== copy.sum) {
      throw new StartError(
        `Rows of the table ${table.name} differ from those in the source. ${sourceChanged}`,
      );
    }
    rows += copy.count;
  }
  const [original, copy] = await Promise.all([digestChains(source), digestChains(target)]);
  if (original.sha256 !== copy.sha256) {
    throw new StartError(`The heads of the audit log differ from those in the source. ${sourceChanged}`);
  }
  return Number(rows);
}

interface TableDigest {
  count: bigint;
  /** Of a part of each row's SHA-256: rows have no order. */
  sum: bigint;
}

/** A few megabytes: the longest time until Ctrl-C works, and shorter than any limit of a statement. */
const pagesPerDigest = 1_024;

async function digestTable(
  reader: Reader,
  { name, columns }: SourceTable,
  signal: AbortSignal,
): Promise<TableDigest> {
  const pages = await countPages(reader, name);
  const digest = { count: 0n, sum: 0n };
  for (let page = 0; page < pages; page += pagesPerDigest) {
    signal.throwIfAborted();
    const [[count, sum] = []] = await reader.read(`
      SELECT count(*)::text,
        coalesce(sum(('x' || left(encode(sha256(convert_to(line, 'UTF8')), 'hex'), 15))::bit(60)::bigint), 0)::text
      FROM (SELECT ${describeRow(columns)} AS line FROM ${quoteName(name)}
        WHERE ctid >= '(${page},0)'::tid AND ctid < '(${page + pagesPerDigest},0)'::tid) lines`);
    digest.count += BigInt(count ?? 0);
    digest.sum += BigInt(sum ?? 0);
  }
  return digest;
}
