import { z } from "zod";
import { emailText, secretText } from "#lib/contract/common/text.ts";
import { passwordText } from "./users.ts";

const endedSessions = z.int().meta({
  description: "The number of sessions that were ended: the person is signed out there.",
  example: 2,
});

/** A password that is only compared, so that an old one of any length can still be replaced. */
export const comparedPassword = z
  .string()
  .min(1, "Enter your current password")
  .max(1024, "Use at most 256 characters")
  .meta({ override: { format: "password" } });

export const changePasswordSchema = z
  .object({
    currentPassword: comparedPassword.describe("Your current password."),
    newPassword: passwordText.describe("At least 12 characters, or at least 8 that are hard to guess."),
    endOtherSessions: z
      .boolean()
      .default(true)
      .describe("Whether you are signed out everywhere else. Your API keys keep working."),
  })
  .strict();

export type ChangePasswordInput = z.infer<typeof changePasswordSchema>;

export const changedPasswordSchema = z.object({ endedSessions });

export type ChangedPasswordDto = z.infer<typeof changedPasswordSchema>;

export const requestPasswordResetSchema = z
  .object({ email: emailText("Enter your email address").describe("The email address of your account.") })
  .strict();

export type RequestPasswordResetInput = z.infer<typeof requestPasswordResetSchema>;

/** The same for every address, so that it does not reveal which ones have an account. */
export const requestedPasswordResetSchema = z.object({
  email: z.string().describe("The email address of the request."),
});

export type RequestedPasswordResetDto = z.infer<typeof requestedPasswordResetSchema>;

export const resetTokenSchema = z.object({
  token: secretText.meta({ description: "The token from the link.", example: "TOKEN" }),
});

export const resetPasswordSchema = z
  .object({
    password: passwordText.describe("At least 12 characters, or at least 8 that are hard to guess."),
  })
  .strict();

export type ResetPasswordInput = z.infer<typeof resetPasswordSchema>;

export const resetPasswordResultSchema = z.object({
  email: z.string().describe("The email address of the account."),
  endedSessions,
});

export type ResetPasswordDto = z.infer<typeof resetPasswordResultSchema>;
