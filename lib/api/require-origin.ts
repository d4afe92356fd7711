import { invalidField } from "#lib/errors.ts";
import type { ApiContext } from "./define-route.ts";

/** Links lead to our pages: a service that calls us by a name of its own cannot hand them out. */
export function requireOrigin({ origin }: ApiContext): string {
  if (origin === null) throw invalidField("Host", "Is not the console's own address: set PUBLIC_URL to it");
  return origin;
}
