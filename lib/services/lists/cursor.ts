import { hash } from "node:crypto";
import { z } from "zod";
import { invalidField } from "#lib/errors.ts";

/** Where a page ended: the sorted field's value (null for an empty one) and the id that breaks ties. */
export interface ListPosition {
  value: string | null;
  id: string;
}

const storable = z
  .string()
  .max(500)
  .regex(/^[^\0]*$/);

const positionSchema = z.tuple([z.string(), storable.nullable(), z.string().regex(/^[a-z0-9_]{1,60}$/)]);

/** Names a list's filter and sort, so that a cursor fits the list it came from and no other. */
function digestList(list: unknown): string {
  return hash("sha256", JSON.stringify(list), "base64url").slice(0, 16);
}

/** An opaque cursor for the page after this position. It holds nothing the caller has not seen. */
export function encodeCursor(list: unknown, position: ListPosition): string {
  return Buffer.from(JSON.stringify([digestList(list), position.value, position.id])).toString("base64url");
}

/** Throws `invalid_request` for a cursor that is broken, or of another filter or sort. */
export function decodeCursor(list: unknown, cursor: string | undefined): ListPosition | null {
  if (cursor === undefined) return null;
  const parsed = positionSchema.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (!parsed.success) throw invalidField("cursor", "Is not a cursor of ours");
  const [digest, value, id] = parsed.data;
  if (digest !== digestList(list))
    throw invalidField("cursor", "Belongs to a list with another filter or sort");
  return { value, id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
