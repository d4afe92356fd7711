import { z } from "zod";
import { secretText } from "#lib/contract/common/text.ts";

export const confirmEmailSchema = z.object({ token: secretText }).strict();

export type ConfirmEmailInput = z.infer<typeof confirmEmailSchema>;

export const emailVerificationSchema = z.object({
  email: z.string(),
  isVerified: z.boolean(),
  /** Whether an email with a link was sent for this request. Always false on a console without SMTP_URL. */
  isMailed: z.boolean(),
});

export type EmailVerificationDto = z.infer<typeof emailVerificationSchema>;
