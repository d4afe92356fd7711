import { readSecurityText } from "#lib/queries/security-text.ts";

/** RFC 9116. */
export async function GET(): Promise<Response> {
  const text = await readSecurityText();
  return new Response(text ?? "Not found\n", {
    status: text === null ? 404 : 200,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
}
