/**
 * Node and Next's bundle each load a copy of every module (ADR 0004), so an object created by one copy of a class is not
 * an `instanceof` the same class in the other. Classes whose instances can cross carry a brand from the process-wide
 * symbol registry, and their `Symbol.hasInstance` checks that brand. For example, in `class StartError`:
 *
 *     readonly [brand] = true;
 *     static override [Symbol.hasInstance](value: unknown): value is StartError { return hasBrand(value, brand); }
 */
export function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === "object" && value !== null && Reflect.get(value, brand) === true;
}
