/** What may be known already. */
export type Eventual<Value> = Value | Promise<Value>;

/** Goes on at once with what is known: waiting for it would cost a turn of the loop's queue at every step. */
export function whenKnown<Value, Result>(
  value: Eventual<Value>,
  goOn: (value: Value) => Eventual<Result>,
): Eventual<Result> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}
