import { methodNotAllowed } from "#lib/domain/common/errors.ts";
import { maxRequestCharacters } from "#lib/domain/launch/read-authorization-request.ts";
import { authorizePath } from "#lib/oauth/answer/endpoints.ts";
import { readForm } from "#lib/oauth/answer/read-form.ts";

/** The page of the console on which people decide. It gets the same query string. */
const pagePath = "/authorize";

/** A form is sent on as an address, so that people can sign in first, and reload. */
async function toAddress(request: Request): Promise<string> {
  const form = await readForm(request);
  return `${authorizePath}?${new URLSearchParams([...form].map(([name, value]) => [name, value]))}`;
}

/**
 * GET and POST /oauth/authorize (RFC 6749, section 4.1.1): where the browser goes next. That is always a page of the console, which
 * decides once the person has signed in. An error goes to the app from there, and only with members of its team: otherwise, anyone who
 * registers an app could send people from this address to their own (RFC 9700, section 4.11.2).
 */
export async function findNextAddress(request: Request): Promise<string> {
  if (request.method === "POST") return toAddress(request);
  if (request.method !== "GET" && request.method !== "HEAD") throw methodNotAllowed(["GET", "POST"]);
  const { search } = new URL(request.url);
  return search.length > maxRequestCharacters ? pagePath : pagePath + search;
}
