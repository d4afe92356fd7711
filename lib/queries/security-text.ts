import "server-only";
import { connection } from "next/server";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";

/** A reader should check again after this time, so it is always counted from now. */
const validForMs = 90 * 86_400_000;

/** Where to report a vulnerability of this console, as security.txt (RFC 9116). Null without SECURITY_CONTACT. */
export async function readSecurityText(): Promise<string | null> {
  // Rendered for each request, not once with the build.
  await connection();
  const { securityContact, publicOrigin } = getRuntime().config;
  if (securityContact === undefined) return null;
  const lines = [
    `Contact: ${securityContact}`,
    `Expires: ${new Date(Date.now() + validForMs).toISOString()}`,
    ...(publicOrigin === undefined ? [] : [`Canonical: ${publicOrigin}/.well-known/security.txt`]),
  ];
  return `${lines.join("\n")}\n`;
}
