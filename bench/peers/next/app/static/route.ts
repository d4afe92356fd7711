/** What a route handler costs before it does anything. */
export function GET(): Response {
  return Response.json({ valid: true });
}

export const dynamic = "force-dynamic";
