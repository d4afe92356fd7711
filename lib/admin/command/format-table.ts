/** Lines with aligned columns, two spaces apart. The first row is the header. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, text] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, text.length);
    }
  }
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Lines with a name and a value each, aligned. */
export function formatFacts(facts: Readonly<Record<string, string>>): string[] {
  return formatTable(Object.entries(facts));
}

/** A moment without its seconds, in UTC. */
export function formatMoment(moment: string | null): string {
  return moment === null ? "never" : `${moment.slice(0, 16).replace("T", " ")} UTC`;
}
