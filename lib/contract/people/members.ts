import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { idText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const memberStatuses = ["active", "suspended", "removed"] as const;

/** What happens to a member's live keys: they are revoked or reassigned to another member. */
const leftKeys = z.union(
  [
    z.literal("revoke"),
    z
      .object({
        reassignTo: idText.meta({
          description: "The ID of the member who gets the keys.",
          example: "mem_01m84g7mvyejp8ghprsyye8pme",
        }),
      })
      .strict(),
  ],
  'Must be "revoke" or {"reassignTo":"mem_…"}',
);

export type LeftKeys = z.infer<typeof leftKeys>;

export const updateMemberSchema = z
  .object({
    role: z.enum(roles).optional().describe("The new role."),
    status: z
      .enum(["active", "suspended"])
      .optional()
      .describe("`suspended` takes away access. `active` gives it back."),
    keys: leftKeys.optional().meta({
      description:
        "Only with `status` suspended. `revoke` deletes the keys of the member; an object reassigns them. Omitted: the keys are disabled until the member is reinstated.",
      example: "revoke",
    }),
  })
  .strict()
  .refine(
    ({ role, status }) => role !== undefined || status !== undefined,
    "Include at least one field to change",
  )
  .refine(({ keys, status }) => keys === undefined || status === "suspended", {
    path: ["keys"],
    message: "Only allowed when suspending a member",
  });

export type UpdateMemberInput = z.infer<typeof updateMemberSchema>;

export const removeMemberSchema = z
  .object({
    keys: leftKeys.optional().meta({
      description:
        "`revoke` deletes the member's current keys; an object reassigns them. Required if the member has any.",
      example: "revoke",
    }),
  })
  .strict();

export type RemoveMemberInput = z.infer<typeof removeMemberSchema>;

export const listMembersQuery = z
  .object({
    ...pageQuery,
    status: z.enum(memberStatuses).optional().meta({
      description: "Lists only members with this status. Omitted: active and suspended members.",
      example: "active",
    }),
  })
  .strict();

export type ListMembersQuery = z.infer<typeof listMembersQuery>;

export const memberSchema = z.object({
  id: z.string().describe("The ID of the membership."),
  userId: z.string().describe("The ID of the person."),
  name: z.string().describe("The name of the person. `Deleted user` if they deleted their account."),
  email: z.string().describe("The email address of the person. Empty if they deleted their account."),
  role: z.enum(roles).describe("The role in the team."),
  status: z
    .enum(memberStatuses)
    .describe("Whether the member has access. `removed` members are kept for the history."),
  joinedAt: z.iso.datetime().describe("When the person joined the team."),
  lastActiveAt: z.iso.datetime().nullable().describe("When the person last used the console. Null: never."),
  hasTwoFactor: z
    .boolean()
    .nullable()
    .describe("Whether the person uses two-factor authentication. Null: the caller can't manage members."),
  groups: z
    .array(z.string())
    .nullable()
    .describe(
      "The groups that give the membership and its role. Null: an invitation or a member did. Empty while a suspended member is in none of them.",
    ),
  liveKeys: z.int().describe("Their keys that are not revoked or expired. Disabled keys count."),
});

export type MemberDto = z.infer<typeof memberSchema>;

export const memberPageSchema = pageOf(memberSchema);
