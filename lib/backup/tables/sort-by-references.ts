interface Referring {
  name: string;
  /** The tables that its rows refer to. */
  references: readonly string[];
}

/** Puts tables after those they refer to. Otherwise the order stays. */
export function sortByReferences<T extends Referring>(tables: readonly T[]): T[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const sorted: T[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ name, references }) =>
      references.every((other) => other === name || !left.has(other)),
    );
    if (ready.length === 0) throw new Error(`tables refer to each other: ${[...left.keys()].join(", ")}`);
    for (const table of ready) {
      left.delete(table.name);
      sorted.push(table);
    }
  }
  return sorted;
}
