import { z } from "zod";
import { pageOf } from "#lib/contract/common/lists.ts";
import { idText, nameText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const ceiling = z
  .int("Must be a whole number")
  .min(1, "Must be at least 1")
  .max(2 ** 31 - 1)
  .nullable();

/** The maximum limits a developer can set on a key. Null: the instance's limits. */
const limitCeilings = z.object({ perMinute: ceiling, per10Seconds: ceiling });

/** Omitted fields stay unchanged. Null instead of the object removes both. */
const limitCeilingsChange = limitCeilings.partial().strict().nullable();

export const createTeamSchema = z.object({ name: nameText }).strict();

export type CreateTeamInput = z.infer<typeof createTeamSchema>;

export const updateTeamSchema = z
  .object({ name: nameText, keyRateLimitMax: limitCeilingsChange })
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, "Include at least one field to change");

export type UpdateTeamInput = z.infer<typeof updateTeamSchema>;

export const transferTeamSchema = z
  .object({
    /** The new owner. The previous owner becomes an admin. */
    memberId: idText,
  })
  .strict();

export type TransferTeamInput = z.infer<typeof transferTeamSchema>;

export const teamSchema = z.object({
  id: z.string(),
  /** Identifies the team in the console's URLs. It does not change when the team is renamed. */
  slug: z.string(),
  name: z.string(),
  /** The caller's role. */
  role: z.enum(roles),
  keyRateLimitMax: limitCeilings,
  createdAt: z.iso.datetime(),
});

export type TeamDto = z.infer<typeof teamSchema>;

export const teamPageSchema = pageOf(teamSchema);
