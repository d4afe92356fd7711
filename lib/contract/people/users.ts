import { z } from "zod";
import { emailText, nameText, secretText } from "#lib/contract/common/text.ts";

/** 256 characters of at most 4 UTF-16 units each, as in emoji with modifiers. */
const maxPasswordLength = 1024;

const passwordText = z
  .string()
  .min(8, "Use at least 12 characters, or at least 8 that are hard to guess")
  .max(maxPasswordLength, "Use at most 256 characters")
  .refine((text) => text.isWellFormed(), "Contains an invalid character")
  .meta({ override: { format: "password" } });

/** The name of the setup code in the fragment of the link that is printed at start. */
export const setUpCodeField = "code";

export const createUserSchema = z
  .object({
    name: nameText,
    email: emailText("Enter your email address"),
    password: passwordText,
    /** From the link of an invitation: the account joins that team instead of creating one. */
    invitationToken: secretText.optional(),
    /** The setup code printed when the console starts. Required for the first account of a console on a network. */
    setupCode: secretText.optional(),
  })
  .strict();

export type CreateUserInput = z.infer<typeof createUserSchema>;

export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  /** The team of the account. */
  teamId: z.string(),
});

export type UserDto = z.infer<typeof userSchema>;

/** The response to a sign-up if a mail server is set. It does not reveal whether the address has an account. */
export const acceptedSignUpSchema = z.object({ email: z.string() });

export type AcceptedSignUpDto = z.infer<typeof acceptedSignUpSchema>;
