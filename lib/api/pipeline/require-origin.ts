import { invalidField } from "#lib/domain/common/errors.ts";
import type { ApiContext } from "./define-route.ts";

/** The origin for links to the console's pages. Throws `invalid_request` if the request used an unknown host name. */
export function requireOrigin({ origin }: ApiContext): string {
  if (origin === null) throw invalidField("Host", "Is not the console's own address. Set PUBLIC_URL to it");
  return origin;
}
