import { invalidField } from "#lib/domain/common/errors.ts";
import { assertStorableText } from "./read-body.ts";

/** The query's parameters by name. Throws `invalid_request` for a repeated one. */
export function readQuery(parameters: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of parameters) {
    assertStorableText(name);
    assertStorableText(value);
    if (Object.hasOwn(query, name) || name === "__proto__") {
      throw invalidField(name.slice(0, 100), "Is repeated or is not a parameter");
    }
    query[name] = value;
  }
  return query;
}
