import { z } from "zod";
import { isGroupName, maxGroupNameLength } from "#lib/domain/rbac/group-names.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

/** The roles that a group can give. Only a person can make someone an owner. */
export const groupRoles = ["viewer", "developer", "admin"] as const;

const groupNameText = z
  .string()
  .min(1, "Enter the name of the group")
  .max(maxGroupNameLength, `Use at most ${maxGroupNameLength} characters`)
  .refine((text) => text === "" || isGroupName(text), "Contains an invalid character")
  .refine((text) => text === text.trim(), "Must not start or end with a space")
  .meta({
    description: "The name or ID of the group, exactly as the sign-in provider or directory sends it.",
    example: "engineering",
    override: { pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]+$" },
  });

const roleOfGroup = z
  .enum(groupRoles)
  .describe("The role that people of the group get. If they are in several groups, the highest applies.");

export const createGroupSchema = z.object({ groupName: groupNameText, role: roleOfGroup }).strict();

export type CreateGroupInput = z.infer<typeof createGroupSchema>;

export const updateGroupSchema = z.object({ role: roleOfGroup }).strict();

export type UpdateGroupInput = z.infer<typeof updateGroupSchema>;

export const groupSchema = z.object({
  id: z.string().describe("The ID of the mapping."),
  teamId: z.string().describe("The ID of the team."),
  groupName: z.string().describe("The name or ID of the group, as the provider or directory sends it."),
  role: roleOfGroup,
  effectiveRole: z
    .enum(roles)
    .nullable()
    .describe(
      "The role that it gives now: never above the current role of `createdBy`. Null if that person is no longer an active member: it then adds nobody, and the people it added keep their role.",
    ),
  createdBy: z
    .object({
      id: z.string().describe("The ID of the person."),
      name: z.string().describe("The name of the person."),
    })
    .describe("The member who added it or last changed it."),
  members: z.int().describe("The number of members who are in the team through this group now."),
  createdAt: z.iso.datetime().describe("When it was added."),
});

export type GroupDto = z.infer<typeof groupSchema>;

/** All groups on one page: a team has at most 100. */
export const groupListSchema = z.object({
  data: z.array(groupSchema).describe("All groups of the team, by name."),
  nextCursor: z.null().describe("Always null: all groups are on one page."),
});
