import { z } from "zod";
import { secretText } from "#lib/contract/common/text.ts";

export const confirmEmailSchema = z
  .object({ token: secretText.describe("The token from the link in the email.") })
  .strict();

export type ConfirmEmailInput = z.infer<typeof confirmEmailSchema>;

export const emailVerificationSchema = z.object({
  email: z.string().describe("The email address of the account."),
  isVerified: z.boolean().describe("Whether the email address is verified."),
  isMailed: z
    .boolean()
    .describe(
      "Whether an email with a link is on its way for this request. Always false on a console without SMTP_URL.",
    ),
});

export type EmailVerificationDto = z.infer<typeof emailVerificationSchema>;
