import { z } from "zod";
import { emailText, nameText, secretText } from "./text.ts";

/** 256 characters of at most four UTF-16 units, as emoji with modifiers have. */
const longestPasswordText = 1024;

const passwordText = z
  .string()
  .min(8, "Use at least 12 characters, or at least 8 that are hard to guess")
  .max(longestPasswordText, "Use at most 256 characters")
  .refine((text) => text.isWellFormed(), "Contains half a character")
  .meta({ override: { format: "password" } });

/** The link that the start prints carries the set-up code under this name, in its fragment. */
export const setUpCodeField = "code";

export const createUserSchema = z
  .object({
    name: nameText,
    email: emailText("Enter your e-mail address"),
    password: passwordText,
    /** From the link of an invitation: joins its team instead of starting one. */
    invitationToken: secretText.optional(),
    /** Printed when the console starts; the first account of a console on a network needs it. */
    setupCode: secretText.optional(),
  })
  .strict();

export type CreateUserInput = z.infer<typeof createUserSchema>;

export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  /** The team they start in. */
  teamId: z.string(),
});

export type UserDto = z.infer<typeof userSchema>;

/** What a sign-up tells where a mail server is set: nothing about whether the address has an account. */
export const acceptedSignUpSchema = z.object({ email: z.string() });

export type AcceptedSignUpDto = z.infer<typeof acceptedSignUpSchema>;
