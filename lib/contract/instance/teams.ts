import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { reasonText, searchText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const teamStatuses = ["active", "suspended"] as const;

export const listInstanceTeamsQuery = z
  .object({
    ...pageQuery,
    q: searchText.optional().meta({
      description:
        "Lists only teams whose name or short name contains every word of this text. A complete ID finds its team.",
      example: "acme",
    }),
    status: z.enum(teamStatuses).optional().meta({
      description: "Lists only teams with this status.",
      example: "suspended",
    }),
  })
  .strict();

export type ListInstanceTeamsQuery = z.infer<typeof listInstanceTeamsQuery>;

const teamFields = {
  id: z.string().describe("The ID of the team."),
  slug: z.string().describe("The team's name in the console's URLs."),
  name: z.string().describe("The name of the team."),
  createdAt: z.iso.datetime().describe("When the team was created."),
  suspendedAt: z.iso
    .datetime()
    .nullable()
    .describe(
      "When an administrator suspended the team: its keys are rejected, and it is closed to its members. Null: it isn't suspended.",
    ),
  memberCount: z.int().describe("The number of members, suspended ones included."),
  activeKeys: z.int().describe("The number of keys that verification accepts."),
  requests7d: z
    .int()
    .describe("The verifications of the last 7 days, up to the last hour that was added up."),
};

const teamRowSchema = z.object(teamFields);

export type InstanceTeamRow = z.infer<typeof teamRowSchema>;

export const instanceTeamPageSchema = pageOf(teamRowSchema).extend({
  total: z.int().describe("The number of teams that match the filters."),
  counts: z
    .object({
      all: z.int().describe("All teams."),
      suspended: z.int().describe("Suspended teams."),
    })
    .describe("Totals of the whole console, whatever the filters are."),
});

export type InstanceTeamPageDto = z.infer<typeof instanceTeamPageSchema>;

const memberSchema = z.object({
  userId: z.string().describe("The ID of the person."),
  name: z.string().describe("The name of the person."),
  email: z.string().describe("The email address of the person."),
  role: z.enum(roles).describe("The role in the team."),
  status: z
    .enum(["active", "suspended"])
    .describe("`suspended`: by the team, or because the account is suspended."),
});

export const instanceTeamSchema = z.object({
  ...teamFields,
  suspendedBy: z
    .object({
      id: z
        .string()
        .meta({ description: "The ID of the administrator.", example: "user_01m84g7mvyecfr996v095v3zzr" }),
      name: z.string().meta({ description: "The name of the administrator.", example: "Ada Lovelace" }),
    })
    .nullable()
    .describe("Who suspended the team. Null: it isn't suspended."),
  suspensionReason: z
    .string()
    .nullable()
    .describe("Why, as the team's members read it. Null: no reason was given, or the team isn't suspended."),
  keyRateLimitMax: z
    .object({
      perMinute: z.int().nullable().describe("Per minute. Null: the instance's limit."),
      per10Seconds: z.int().nullable().describe("Per 10 seconds. Null: the instance's limit."),
    })
    .describe("The maximum limits that developers can give a key."),
  members: z.array(memberSchema).describe("The members by role, then by name, at most 200."),
});

export const updateInstanceTeamSchema = z
  .object({
    status: z
      .enum(teamStatuses)
      .describe(
        "`suspended` rejects all keys of the team and closes it to its members. `active` gives everything back as it was.",
      ),
    reason: reasonText
      .optional()
      .describe("Why the team is suspended. Its members read it. Only with `status` suspended."),
  })
  .strict()
  .refine(({ status, reason }) => status === "suspended" || reason === undefined, {
    path: ["reason"],
    message: "Only a suspension has a reason",
  });

export type UpdateInstanceTeamInput = z.infer<typeof updateInstanceTeamSchema>;

export type InstanceTeamDto = z.infer<typeof instanceTeamSchema>;
