import { findRelyingParty, type RelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import type { ApiContext } from "./define-route.ts";

const problems = {
  ip_address: "Passkeys need a host name, not an IP address. Use localhost, or set PUBLIC_URL",
  insecure: "Passkeys need HTTPS, except on localhost",
  unknown_host: "Is not the console's own address. Set PUBLIC_URL to it",
};

/** The relying party for passkeys. Throws `invalid_request` at an address where browsers allow none. */
export function requireRelyingParty({ origin }: ApiContext): RelyingParty {
  const found = findRelyingParty(origin);
  if (typeof found === "string") throw invalidField("Host", problems[found]);
  return found;
}
