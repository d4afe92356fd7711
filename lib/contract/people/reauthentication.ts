import { z } from "zod";
import { secretText } from "#lib/contract/common/text.ts";
import { assertionSchema } from "./passkeys.ts";
import { comparedPassword } from "./passwords.ts";

export const reauthenticateSchema = z
  .object({
    password: comparedPassword
      .optional()
      .describe("Your password. Not enough for an account with two-factor authentication."),
    code: secretText.optional().meta({
      description: "A code of your authenticator app, or a recovery code. Each works once.",
      example: "123456",
    }),
    passkey: assertionSchema.optional(),
  })
  .strict()
  .refine((proof) => Object.keys(proof).length === 1, "Include exactly one of password, code and passkey");

export type ReauthenticateInput = z.infer<typeof reauthenticateSchema>;

export const reauthenticatedSchema = z.object({
  authenticatedAt: z.iso.datetime().describe("When you confirmed that it is you: now."),
});

const methods = ["password", "code", "passkey", "provider"] as const;

export const reauthenticationSchema = z.object({
  email: z.string().describe("The email address of the account, for password managers."),
  authenticatedAt: z.iso
    .datetime()
    .describe("When this session last proved who you are: when you signed in or last confirmed it."),
  methods: z
    .array(z.enum(methods))
    .describe("How you can confirm that it is you. `provider` means signing in there again in the console."),
  providers: z
    .array(
      z.object({
        id: z.string().meta({ description: "The ID of the provider.", example: "github" }),
        label: z.string().meta({ description: "The name of the provider.", example: "GitHub" }),
      }),
    )
    .describe("The providers that your account is linked to. Empty unless `methods` has `provider`."),
});

export type ReauthenticationDto = z.infer<typeof reauthenticationSchema>;
