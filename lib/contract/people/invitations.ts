import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { emailText, secretText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const invitationStatuses = ["pending", "accepted", "withdrawn", "expired"] as const;

export const createInvitationSchema = z
  .object({
    email: emailText("Enter an email address"),
    role: z.enum(roles),
  })
  .strict();

export type CreateInvitationInput = z.infer<typeof createInvitationSchema>;

export const acceptInvitationSchema = z.object({ token: secretText }).strict();

export type AcceptInvitationInput = z.infer<typeof acceptInvitationSchema>;

export const listInvitationsQuery = z
  .object({ ...pageQuery, status: z.enum(invitationStatuses).optional() })
  .strict();

export type ListInvitationsQuery = z.infer<typeof listInvitationsQuery>;

export const invitationSchema = z.object({
  id: z.string(),
  teamId: z.string(),
  email: z.string(),
  role: z.enum(roles),
  status: z.enum(invitationStatuses),
  invitedBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

export type InvitationDto = z.infer<typeof invitationSchema>;

export const invitationPageSchema = pageOf(invitationSchema);

export const invitationWithUrlSchema = invitationSchema.extend({
  /** The link for the invited person, returned only once. Null in the response to a repeated request. */
  url: z.string().nullable(),
  /** Whether the mail server accepted an email with the link. */
  isMailed: z.boolean(),
});

export type InvitationWithUrlDto = z.infer<typeof invitationWithUrlSchema>;
