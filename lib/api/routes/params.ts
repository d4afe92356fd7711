import { z } from "zod";
import { type IdKind, isId } from "#lib/ids.ts";

/** The path parameter `{id}` of one kind of thing. */
export function idParams(kind: IdKind) {
  return z.object({ id: z.string().refine((text) => isId(kind, text), "Is not such an id") });
}
