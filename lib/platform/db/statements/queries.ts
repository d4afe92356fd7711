/** The driver's function: with a callback, with a promise, or with an object that sends the statement itself. */
export type Query = (this: never, ...parameters: unknown[]) => unknown;

type Callback = (error: unknown, result: unknown) => void;

export function isCallback(value: unknown): value is Callback {
  return typeof value === "function";
}

/** Null for an object that sends the statement itself. */
export function readStatement(query: unknown): string | null {
  if (typeof query === "string") return query;
  if (typeof query !== "object" || query === null || "submit" in query) return null;
  return "text" in query && typeof query.text === "string" ? query.text : null;
}

/** Runs a query in any of its forms, and calls `end` before its caller receives the result. */
export function runQuery(
  run: (parameters: unknown[]) => unknown,
  parameters: unknown[],
  end: (error: unknown, result: unknown) => void,
): unknown {
  const callback = parameters.at(-1);
  if (isCallback(callback)) {
    const ending: Callback = (error, result) => {
      end(error, result);
      callback(error, result);
    };
    return run([...parameters.slice(0, -1), ending]);
  }
  const answered = run(parameters);
  if (answered instanceof Promise) {
    answered.then(
      (result: unknown) => end(null, result),
      (error: unknown) => end(error, null),
    );
  }
  return answered;
}
