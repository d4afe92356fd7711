import { z } from "zod";
import type { DirectoryGroupInput, GroupRow } from "#lib/services/provisioning/groups/group-row.ts";
import { lowerKeys } from "../protocol/lower-keys.ts";
import { ScimProblem } from "../protocol/scim-problem.ts";
import { readMembers, readText } from "./read-values.ts";
import { groupSchemaId } from "./schema-ids.ts";

const groupSchema = z.object({
  displayname: z.unknown().optional(),
  externalid: z.unknown().optional(),
  members: z.unknown().optional(),
});

export interface SentGroup extends DirectoryGroupInput {
  memberIds: string[];
}

/** Reads the attributes that are kept. All others are ignored. */
export function readGroup(body: unknown): SentGroup {
  const parsed = groupSchema.safeParse(lowerKeys(body));
  if (!parsed.success) throw new ScimProblem("invalidSyntax", "The body must be a Group resource");
  const { displayname, externalid, members } = parsed.data;
  const displayName = readText("displayName", displayname);
  if (displayName === null) throw new ScimProblem("invalidValue", "displayName is required");
  return {
    displayName,
    externalId: readText("externalId", externalid),
    memberIds: members === null || members === undefined ? [] : readMembers(members),
  };
}

/** The Group resource (RFC 7643, section 4.2). */
export function toGroupResource(row: GroupRow, baseUrl: string): Record<string, unknown> {
  return {
    schemas: [groupSchemaId],
    id: row.id,
    ...(row.externalId === null ? {} : { externalId: row.externalId }),
    displayName: row.displayName,
    ...(row.members === null
      ? {}
      : {
          members: row.members.map(({ userId, name }) => ({
            value: userId,
            display: name,
            type: "User",
            $ref: `${baseUrl}/Users/${userId}`,
          })),
        }),
    meta: {
      resourceType: "Group",
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${baseUrl}/Groups/${row.id}`,
    },
  };
}
