/** Finds the value of this name, or makes and keeps it. */
export type Sharing<Value> = (name: string, create: () => Value) => Value;

const mostValues = 10_000;

/** What many keys have in common, kept once for all of them. Bounded: when full, it begins anew. */
export function createSharing<Value>(): Sharing<Value> {
  const values = new Map<string, Value>();
  return (name, create) => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const created = create();
    if (values.size >= mostValues) values.clear();
    values.set(name, created);
    return created;
  };
}
