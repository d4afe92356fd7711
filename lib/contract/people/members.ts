import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { idText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const memberStatuses = ["active", "suspended", "removed"] as const;

/** What happens to a member's live keys: they are revoked or reassigned to another member. */
const leftKeys = z.union(
  [z.literal("revoke"), z.object({ reassignTo: idText }).strict()],
  'Must be "revoke" or {"reassignTo":"mem_…"}',
);

export type LeftKeys = z.infer<typeof leftKeys>;

export const updateMemberSchema = z
  .object({
    role: z.enum(roles).optional(),
    status: z.enum(["active", "suspended"]).optional(),
    /** Only with `status` suspended. Omitted: the keys are disabled until the member is reinstated. */
    keys: leftKeys.optional(),
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

export const removeMemberSchema = z.object({ keys: leftKeys.optional() }).strict();

export type RemoveMemberInput = z.infer<typeof removeMemberSchema>;

export const listMembersQuery = z
  .object({ ...pageQuery, status: z.enum(memberStatuses).optional() })
  .strict();

export type ListMembersQuery = z.infer<typeof listMembersQuery>;

export const memberSchema = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  status: z.enum(memberStatuses),
  joinedAt: z.iso.datetime(),
  lastActiveAt: z.iso.datetime().nullable(),
  /** Their keys that are not revoked or expired. Disabled keys count. */
  liveKeys: z.int(),
});

export type MemberDto = z.infer<typeof memberSchema>;

export const memberPageSchema = pageOf(memberSchema);
