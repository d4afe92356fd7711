/** Finds the value with this name, or creates and keeps it. */
export type Sharing<Value> = (name: string, create: () => Value) => Value;

const maxValues = 10_000;

/** Data that many keys have in common, kept once for all of them. Limited in size: when full, it starts again. */
export function createSharing<Value>(): Sharing<Value> {
  const values = new Map<string, Value>();
  return (name, create) => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const created = create();
    if (values.size >= maxValues) values.clear();
    values.set(name, created);
    return created;
  };
}
