import { z } from "zod";
import { isHostPlain } from "#lib/domain/network/outbound-address.ts";

const maxLength = 2000;

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}

/**
 * Printable ASCII without a backslash, as RFC 3986 requires. A URL parser accepts more, such as spaces around the URL, a
 * missing slash, or a host in letters that look like others. Programs that compare the text would read it differently.
 */
const plainUrl = /^https?:\/\/[!-[\]-~]+$/i;

/** https, or http on the person's own machine. No credentials and no fragment (RFC 6749, section 3.1.2). */
function isAppAddress(text: string): boolean {
  const url = plainUrl.test(text) ? URL.parse(text) : null;
  if (url === null || url.username !== "" || url.password !== "" || text.includes("#")) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

/** An address of the app, kept exactly as it was given, because redirects are compared exactly. */
export const appAddress = z
  .string()
  .max(maxLength)
  .refine(
    isAppAddress,
    "Must be an https URL without credentials or a fragment, or an http URL of localhost, in ASCII characters",
  )
  .refine(isHostPlain, "The host must be a name or a plain IP address")
  .meta({ override: { format: "uri" } });

export const redirectUriList = z
  .array(appAddress)
  .max(20, "List at most 20 addresses")
  .refine((list) => new Set(list).size === list.length, "Must not contain an address twice");
