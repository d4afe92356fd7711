import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { searchText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const personStatuses = ["active", "suspended"] as const;

const yesOrNo = z.enum(["true", "false"]);

export const listPeopleQuery = z
  .object({
    ...pageQuery,
    q: searchText.optional().meta({
      description:
        "Lists only people whose name or email address contains every word of this text. A complete ID finds its person.",
      example: "ada",
    }),
    status: z.enum(personStatuses).optional().meta({
      description: "Lists only accounts with this status.",
      example: "active",
    }),
    twoFactor: yesOrNo.optional().meta({
      description: "Lists only people who use two-factor authentication (`true`), or who don't (`false`).",
      example: "false",
    }),
    instanceOwner: yesOrNo.optional().meta({
      description: "Lists only administrators of this console (`true`), or everyone else (`false`).",
      example: "true",
    }),
  })
  .strict();

export type ListPeopleQuery = z.infer<typeof listPeopleQuery>;

const personFields = {
  id: z.string().describe("The ID of the person."),
  name: z.string().describe("The name of the person."),
  email: z.string().describe("The email address of the account."),
  isEmailVerified: z.boolean().describe("Whether the email address is verified."),
  status: z.enum(personStatuses).describe("A `suspended` person can't sign in, and their keys are rejected."),
  isInstanceOwner: z.boolean().describe("Whether the person is an administrator of this console."),
  hasTwoFactor: z.boolean().describe("Whether signing in requires a second factor."),
  teamCount: z
    .int()
    .describe("The number of teams the person is a member of, suspended memberships included."),
  createdAt: z.iso.datetime().describe("When the account was created."),
  lastSeenAt: z.iso.datetime().nullable().describe("When the person last used the console. Null: never."),
};

const personRowSchema = z.object(personFields);

export type InstancePersonRow = z.infer<typeof personRowSchema>;

const peopleCountsSchema = z
  .object({
    all: z.int().describe("All accounts."),
    suspended: z.int().describe("Suspended accounts."),
    withoutTwoFactor: z.int().describe("Active accounts without two-factor authentication."),
    instanceOwners: z.int().describe("Active administrators of this console."),
  })
  .describe("Totals of the whole console, whatever the filters are.");

export const peoplePageSchema = pageOf(personRowSchema).extend({
  total: z.int().describe("The number of people who match the filters."),
  counts: peopleCountsSchema,
});

export type PeoplePageDto = z.infer<typeof peoplePageSchema>;

const membershipSchema = z.object({
  id: z.string().describe("The ID of the team."),
  slug: z.string().describe("The team's name in the console's URLs."),
  name: z.string().describe("The name of the team."),
  role: z.enum(roles).describe("The role in the team."),
  status: z.enum(personStatuses).describe("Whether the membership is suspended by the team."),
  liveKeys: z.int().describe("The person's keys in the team that are neither expired nor deleted."),
});

const signInSchema = z.object({
  id: z.string().describe("The ID of the session."),
  isLive: z.boolean().describe("Whether the session can still be used."),
  createdAt: z.iso.datetime().describe("When the person signed in."),
  lastSeenAt: z.iso.datetime().describe("When the session was last used."),
  address: z.string().nullable().describe("The last IP address. Null if it is unknown."),
  agent: z.string().nullable().describe("The last user agent. Null if it is unknown."),
});

export const instancePersonSchema = z.object({
  ...personFields,
  hasPassword: z.boolean().describe("Whether the person can sign in with a password."),
  passkeys: z.int().describe("The number of passkeys the person can sign in with."),
  recoveryCodes: z.int().describe("The number of unused recovery codes."),
  providers: z
    .array(
      z.object({
        provider: z.string().describe("The provider's ID in the settings."),
        linkedAt: z.iso.datetime().describe("When it was linked."),
      }),
    )
    .describe("The providers the person can sign in with."),
  teams: z.array(membershipSchema).describe("The person's teams."),
  liveSessions: z.int().describe("The number of sessions that can still be used."),
  signIns: z.array(signInSchema).describe("The latest sign-ins, newest first, at most 20."),
});

export type InstancePersonDto = z.infer<typeof instancePersonSchema>;

export const updatePersonSchema = z
  .object({
    status: z
      .enum(personStatuses)
      .describe("`suspended` ends all sessions and rejects the person's keys. `active` gives access back."),
  })
  .strict();

export type UpdatePersonInput = z.infer<typeof updatePersonSchema>;

export const personPasswordResetSchema = z.object({
  url: z
    .string()
    .describe("The link with which the person sets a new password. It is shown only once and works once."),
  expiresAt: z.iso.datetime().describe("When the link stops working."),
});

export type PersonPasswordResetDto = z.infer<typeof personPasswordResetSchema>;
