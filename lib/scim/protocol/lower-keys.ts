/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value with the names of all attributes in lowercase: they are compared without regard to case (RFC 7643, section
 * 2.1). Of two names that differ only in case, the last one counts.
 */
export function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name.toLowerCase(), lowerKeys(part)]),
  );
}
