import { z } from "zod";
import { pageOf } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";
import { idText, nameText } from "#lib/contract/common/text.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const ceiling = z
  .int("Must be a whole number")
  .min(1, "Must be at least 1")
  .max(2 ** 31 - 1)
  .nullable();

/** The maximum limits a developer can set on a key. Null: the instance's limits. */
const limitCeilings = z.object({
  perMinute: ceiling.meta({ description: "The maximum number of requests per minute.", example: 5000 }),
  per10Seconds: ceiling.meta({ description: "The maximum number of requests per 10 seconds.", example: 500 }),
});

/** Omitted fields stay unchanged. Null instead of the object removes both. */
const limitCeilingsChange = limitCeilings.partial().strict().nullable();

export const createTeamSchema = z.object({ name: nameText.describe("The name of the team.") }).strict();

export type CreateTeamInput = z.infer<typeof createTeamSchema>;

export const updateTeamSchema = z
  .object({
    name: nameText.meta({ description: "The name of the team.", example: "Analytical Engines" }),
    keyRateLimitMax: limitCeilingsChange.describe(
      "The maximum limits a developer can set on a key. Omitted fields stay unchanged. Null removes both.",
    ),
    twoFactorRequiredFrom: momentText
      .refine((date) => date.getTime() > Date.now() - dayMs, "Must not be in the past")
      .refine((date) => date.getTime() < Date.now() + 366 * dayMs, "Must be within a year")
      .nullable()
      .meta({
        description:
          "From when on only members with two-factor authentication can use the team. Their keys are not affected. Null removes it. Only a person who has two-factor authentication can set it.",
        example: "2026-12-31T00:00:00.000Z",
      }),
  })
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, "Include at least one field to change");

export type UpdateTeamInput = z.infer<typeof updateTeamSchema>;

export const transferTeamSchema = z
  .object({
    memberId: idText.describe("The membership ID of the new owner. The previous owner becomes an admin."),
  })
  .strict();

export type TransferTeamInput = z.infer<typeof transferTeamSchema>;

export const teamSchema = z.object({
  id: z.string().describe("The ID of the team."),
  slug: z
    .string()
    .describe("Identifies the team in the console's URLs. It does not change when the team is renamed."),
  name: z.string().describe("The name of the team."),
  role: z.enum(roles).describe("The caller's role."),
  keyRateLimitMax: limitCeilings.describe(
    "The maximum limits a developer can set on a key. Null: the console's limits.",
  ),
  twoFactorRequiredFrom: z.iso
    .datetime()
    .nullable()
    .describe("From when on only members with two-factor authentication can use the team. Null: never."),
  suspendedAt: z.iso
    .datetime()
    .nullable()
    .describe(
      "When an administrator of this console suspended the team. Its keys are rejected, and its members can't use it. Null: it isn't suspended.",
    ),
  createdAt: z.iso.datetime().describe("When the team was created."),
});

export type TeamDto = z.infer<typeof teamSchema>;

export const teamPageSchema = pageOf(teamSchema);
