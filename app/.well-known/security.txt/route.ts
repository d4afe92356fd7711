import { connection } from "next/server";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";

/** A reader should check again after this time, so it is always counted from now. */
const validForMs = 90 * 86_400_000;

/** Where to report a vulnerability of this console (RFC 9116). 404 without SECURITY_CONTACT. */
export async function GET(): Promise<Response> {
  // Rendered for each request, not once with the build.
  await connection();
  const { securityContact, publicOrigin } = getRuntime().config;
  const headers = { "Content-Type": "text/plain; charset=utf-8" };
  if (securityContact === undefined) return new Response("Not found\n", { status: 404, headers });
  const lines = [
    `Contact: ${securityContact}`,
    `Expires: ${new Date(Date.now() + validForMs).toISOString()}`,
    ...(publicOrigin === undefined ? [] : [`Canonical: ${publicOrigin}/.well-known/security.txt`]),
  ];
  return new Response(`${lines.join("\n")}\n`, { headers });
}
