/** A value that may already be known. */
export type Eventual<Value> = Value | Promise<Value>;

/**
 * Continues immediately if the value is known: awaiting it would cost a turn of the microtask queue at every
 * step.
 */
export function whenKnown<Value, Result>(
  value: Eventual<Value>,
  continueWith: (value: Value) => Eventual<Result>,
): Eventual<Result> {
  return value instanceof Promise ? value.then(continueWith) : continueWith(value);
}
