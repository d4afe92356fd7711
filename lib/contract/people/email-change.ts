import { z } from "zod";
import { emailText, secretText } from "#lib/contract/common/text.ts";

export const changeEmailSchema = z
  .object({
    email: emailText("Enter the new email address").describe("The new email address."),
  })
  .strict();

export type ChangeEmailInput = z.infer<typeof changeEmailSchema>;

export const confirmEmailChangeSchema = z
  .object({ token: secretText.describe("The token from the link in the email.") })
  .strict();

export type ConfirmEmailChangeInput = z.infer<typeof confirmEmailChangeSchema>;

const addressNames = ["new", "old"] as const;

export const emailChangeSchema = z.object({
  email: z.string().describe("The email address of the account."),
  pending: z
    .object({
      email: z
        .string()
        .meta({ description: "The email address it changes to.", example: "ada.king@example.com" }),
      waitsFor: z
        .array(z.enum(addressNames))
        .describe("The addresses whose link must still be opened: the new one, the old one or both."),
      expiresAt: z.iso
        .datetime()
        .meta({ description: "Until when the links work.", example: "2026-01-13T09:00:00.000Z" }),
    })
    .nullable()
    .describe("A change that is not confirmed yet. Null: there is none."),
});

export type EmailChangeDto = z.infer<typeof emailChangeSchema>;
