import { z } from "zod";
import { emailText, nameText, secretText } from "#lib/contract/common/text.ts";

/** 256 characters of at most 4 UTF-16 units each, as in emoji with modifiers. */
const maxPasswordLength = 1024;

export const passwordText = z
  .string()
  .min(8, "Use at least 12 characters, or at least 8 that are hard to guess")
  .max(maxPasswordLength, "Use at most 256 characters")
  .refine((text) => text.isWellFormed(), "Contains an invalid character")
  .meta({ override: { format: "password" } });

/** The name of the setup code in the fragment of the link that is printed at start. */
export const setUpCodeField = "code";

export const createUserSchema = z
  .object({
    name: nameText.describe("Your name."),
    email: emailText("Enter your email address").describe("Your email address."),
    password: passwordText.describe("At least 12 characters, or at least 8 that are hard to guess."),
    invitationToken: secretText.optional().meta({
      description: "From the link of an invitation: the account joins that team instead of creating one.",
      example: "TOKEN",
    }),
    setupCode: secretText.optional().meta({
      description:
        "The setup code printed when the console starts. Required for the first account of a console on a network.",
      example: "CODE",
    }),
  })
  .strict();

export type CreateUserInput = z.infer<typeof createUserSchema>;

export const userSchema = z.object({
  id: z.string().describe("The ID of the person."),
  name: z.string().describe("The name of the person."),
  email: z.string().describe("The email address of the person."),
  teamId: z.string().describe("The ID of the team of the account."),
});

export type UserDto = z.infer<typeof userSchema>;

/** The response to a sign-up if a mail server is set. It does not reveal whether the address has an account. */
export const acceptedSignUpSchema = z.object({
  email: z.string().describe("The email address of the request."),
});

export type AcceptedSignUpDto = z.infer<typeof acceptedSignUpSchema>;
