import { invalidField, ServiceError } from "#lib/errors.ts";
import { assertStorableText } from "./read-body.ts";

/** Matches a secret, and the beginning of one, anywhere in a query. */
const secretLike = /be_[0-9A-Za-z]{20}/;

/** Throws `invalid_request` for a key in the query string: addresses end up in logs, histories and referrers. */
export function assertNoSecretInQuery(search: string): void {
  if (secretLike.test(search) || secretLike.test(decodeLeniently(search))) {
    throw new ServiceError("invalid_request", {
      message: "A key may not travel in the address: send it in the Authorization header",
    });
  }
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

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
