import { BoundedMap } from "#lib/domain/common/bounded-map.ts";
/** Finds the value with this name, or creates and keeps it. */
export type Sharing<Value> = (name: string, create: () => Value) => Value;

const maxValues = 10_000;

/** Data that many keys have in common, kept once for all of them. */
export function createSharing<Value>(): Sharing<Value> {
  const values = new BoundedMap<string, Value>(maxValues);
  return (name, create) => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const created = create();
    values.set(name, created);
    return created;
  };
}
