import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { emailText, secretText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const invitationStatuses = ["pending", "accepted", "withdrawn", "expired"] as const;

export const createInvitationSchema = z
  .object({
    email: emailText("Enter an email address").describe("The email address of the person to invite."),
    role: z.enum(roles).describe("The role the person gets in the team."),
  })
  .strict();

export type CreateInvitationInput = z.infer<typeof createInvitationSchema>;

export const acceptInvitationSchema = z
  .object({ token: secretText.describe("The token from the link of the invitation.") })
  .strict();

export type AcceptInvitationInput = z.infer<typeof acceptInvitationSchema>;

export const listInvitationsQuery = z
  .object({
    ...pageQuery,
    status: z
      .enum(invitationStatuses)
      .optional()
      .meta({ description: "Lists only invitations with this status. Omitted: all.", example: "pending" }),
  })
  .strict();

export type ListInvitationsQuery = z.infer<typeof listInvitationsQuery>;

export const invitationSchema = z.object({
  id: z.string().describe("The ID of the invitation."),
  teamId: z.string().describe("The ID of the team."),
  email: z.string().describe("The email address of the invited person."),
  role: z.enum(roles).describe("The role the person gets in the team."),
  status: z.enum(invitationStatuses).describe("Whether the invitation can still be accepted."),
  invitedBy: z
    .object({
      id: z.string().describe("The ID of the person."),
      name: z.string().describe("The name of the person."),
    })
    .describe("The person who sent the invitation."),
  createdAt: z.iso.datetime().describe("When the invitation was created."),
  expiresAt: z.iso.datetime().describe("When the link of the invitation stops working."),
});

export type InvitationDto = z.infer<typeof invitationSchema>;

export const invitationPageSchema = pageOf(invitationSchema);

export const invitationWithUrlSchema = invitationSchema.extend({
  url: z
    .string()
    .nullable()
    .describe(
      "The link for the invited person, returned only once. Null in the response to a repeated request.",
    ),
  isMailed: z
    .boolean()
    .describe(
      "Whether an email with the link is on its way. False without a mail server, and after too many emails: share the link.",
    ),
});

export type InvitationWithUrlDto = z.infer<typeof invitationWithUrlSchema>;
