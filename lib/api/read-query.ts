import { invalidField } from "#lib/errors.ts";
import { assertStorableText } from "./read-body.ts";

/** The query's parameters by name. Throws `invalid_request` for one that is given twice. */
export function readQuery(parameters: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of parameters) {
    assertStorableText(name);
    assertStorableText(value);
    if (Object.hasOwn(query, name) || name === "__proto__") {
      throw invalidField(name.slice(0, 100), "Is given more than once, or not a parameter");
    }
    query[name] = value;
  }
  return query;
}
