import { z } from "zod";
import { describeId, type IdKind, isId } from "#lib/domain/common/ids.ts";

function idOf(kind: IdKind) {
  return z
    .string()
    .refine((text) => isId(kind, text), "Is not a valid id")
    .meta({ override: describeId(kind) });
}

/** The path parameter `{id}` for one kind of object. */
export function idParams(kind: IdKind) {
  return z.object({ id: idOf(kind) });
}

/** A team's `{id}` and the id of one of its members. */
export const memberParams = z.object({ id: idOf("team"), memberId: idOf("member") });

/** A team's `{id}` and the id of one of its invitations. */
export const invitationParams = z.object({ id: idOf("team"), invitationId: idOf("invitation") });
