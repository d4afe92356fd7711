import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { searchText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

export const listInstanceTeamsQuery = z
  .object({
    ...pageQuery,
    q: searchText.optional().meta({
      description:
        "Lists only teams whose name or short name contains every word of this text. A complete ID finds its team.",
      example: "acme",
    }),
  })
  .strict();

export type ListInstanceTeamsQuery = z.infer<typeof listInstanceTeamsQuery>;

const teamFields = {
  id: z.string().describe("The ID of the team."),
  slug: z.string().describe("The team's name in the console's URLs."),
  name: z.string().describe("The name of the team."),
  createdAt: z.iso.datetime().describe("When the team was created."),
  memberCount: z.int().describe("The number of members, suspended ones included."),
  activeKeys: z.int().describe("The number of keys that verification accepts."),
  requests7d: z
    .int()
    .describe("The verifications of the last 7 days, up to the last hour that was added up."),
};

const teamRowSchema = z.object(teamFields);

export type InstanceTeamRow = z.infer<typeof teamRowSchema>;

export const instanceTeamPageSchema = pageOf(teamRowSchema).extend({
  total: z.int().describe("The number of teams that match the search."),
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
  keyRateLimitMax: z
    .object({
      perMinute: z.int().nullable().describe("Per minute. Null: the instance's limit."),
      per10Seconds: z.int().nullable().describe("Per 10 seconds. Null: the instance's limit."),
    })
    .describe("The maximum limits that developers can give a key."),
  members: z.array(memberSchema).describe("The members by role, then by name, at most 200."),
});

export type InstanceTeamDto = z.infer<typeof instanceTeamSchema>;
