import { z } from "zod";
import type { DirectoryPerson, PersonRow } from "#lib/services/provisioning/people/directory-person.ts";
import { lowerKeys } from "../protocol/lower-keys.ts";
import { ScimProblem } from "../protocol/scim-problem.ts";
import { readBoolean, readEmails, readText } from "./read-values.ts";
import { userSchemaId } from "./schema-ids.ts";

const userSchema = z.object({
  username: z.unknown().optional(),
  externalid: z.unknown().optional(),
  displayname: z.unknown().optional(),
  name: z
    .object({
      givenname: z.unknown().optional(),
      familyname: z.unknown().optional(),
      formatted: z.unknown().optional(),
    })
    .nullish()
    .transform((name) => name ?? { givenname: null, familyname: null, formatted: null }),
  emails: z.unknown().optional(),
  active: z.unknown().optional(),
});

/** A person as POST and PUT describe them. `active` is null if it was not sent. */
export type SentPerson = Omit<DirectoryPerson, "active"> & { active: boolean | null };

/** Reads the attributes that are kept. All others are ignored. */
export function readUser(body: unknown): SentPerson {
  const parsed = userSchema.safeParse(lowerKeys(body));
  if (!parsed.success) throw new ScimProblem("invalidSyntax", "The body must be a User resource");
  const { username, externalid, displayname, name, emails, active } = parsed.data;
  const userName = readText("userName", username);
  if (userName === null) throw new ScimProblem("invalidValue", "userName is required");
  return {
    userName,
    workEmail: readEmails(emails),
    externalId: readText("externalId", externalid),
    givenName: readText("name.givenName", name.givenname),
    familyName: readText("name.familyName", name.familyname),
    formattedName: readText("name.formatted", name.formatted),
    displayName: readText("displayName", displayname),
    active: active === null || active === undefined ? null : readBoolean("active", active),
  };
}

/** Without what has no value. */
function compact(fields: Record<string, string | null>): Record<string, string> {
  const known = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return Object.fromEntries(known);
}

/** The User resource of a person (RFC 7643, section 4.1). */
export function toUserResource(row: PersonRow, baseUrl: string): Record<string, unknown> {
  const { user, externalId, displayName, givenName, familyName, formattedName } = row;
  const name = compact({ formatted: formattedName ?? user.name, givenName, familyName });
  return {
    schemas: [userSchemaId],
    id: user.id,
    ...compact({ externalId }),
    userName: row.userName,
    name,
    displayName: displayName ?? user.name,
    emails: [{ value: user.email, type: "work", primary: true }],
    active: user.status === "active",
    groups: row.groups.map(({ group }) => ({
      value: group.id,
      display: group.displayName,
      type: "direct",
      $ref: `${baseUrl}/Groups/${group.id}`,
    })),
    meta: {
      resourceType: "User",
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${baseUrl}/Users/${user.id}`,
    },
  };
}
