import { z } from "zod";
import { nameText } from "./text.ts";

/** Longer than any address, so the service can say what is wrong with it. */
const longestEmailText = 320;

/** 256 characters of at most four UTF-16 units, as emoji with modifiers have. */
const longestPasswordText = 1024;

const passwordText = z
  .string()
  .min(8, "Use at least 12 characters, or at least 8 that are hard to guess")
  .max(longestPasswordText, "Use at most 256 characters")
  .refine((text) => text.isWellFormed(), "Contains half a character");

export const createUserSchema = z
  .object({
    name: nameText,
    email: z.string().min(1, "Enter your e-mail address").max(longestEmailText, "This address is too long"),
    password: passwordText,
    /** From the link of an invitation: joins its team instead of starting one. */
    invitationToken: z.string().min(1).max(200).optional(),
    /** Printed when the console starts; the first account of a console on a network needs it. */
    setupCode: z.string().min(1).max(100).optional(),
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
