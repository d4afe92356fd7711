/** The cost of a route handler that does nothing. */
export function GET(): Response {
  return Response.json({ valid: true });
}

export const dynamic = "force-dynamic";
