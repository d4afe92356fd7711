import { z } from "zod";
import { secretText } from "#lib/contract/common/text.ts";

export const confirmTotpSchema = z
  .object({
    code: secretText.meta({ description: "The code that the authenticator app shows.", example: "123456" }),
  })
  .strict();

export type ConfirmTotpInput = z.infer<typeof confirmTotpSchema>;

export const twoFactorSchema = z.object({
  isOn: z.boolean().meta({
    description: "Whether signing in requires a second factor: an authenticator app, a passkey, or both.",
    example: true,
  }),
  totp: z
    .object({
      isOn: z.boolean().meta({
        description: "Whether a code from an authenticator app is a second factor.",
        example: true,
      }),
      createdAt: z.iso.datetime().nullable().describe("When it was turned on. Null while it is off."),
      lastUsedAt: z.iso
        .datetime()
        .nullable()
        .describe("When a code was last used to sign in. Null if none was."),
    })
    .describe("The authenticator app."),
  passkeys: z
    .object({ count: z.int().meta({ description: "The number of passkeys.", example: 1 }) })
    .describe("The passkeys, each of which is a second factor."),
  recoveryCodes: z
    .object({
      remaining: z.int().meta({ description: "The number of unused recovery codes.", example: 10 }),
    })
    .describe("The recovery codes, each of which replaces the second factor once."),
  hasPassword: z.boolean().meta({
    description: "Whether the account has a password.",
    example: true,
  }),
});

export type TwoFactorDto = z.infer<typeof twoFactorSchema>;

export const pendingTotpSchema = z.object({
  secret: z.string().meta({
    description: "The secret in base32, to type into an authenticator app. It is not shown again.",
    example: "SECRET",
  }),
  uri: z.string().meta({
    description: "The same secret as an `otpauth:` URI, for a QR code.",
    example: "otpauth://totp/ByteEngine%20Console:ada%40example.com?secret=SECRET",
  }),
  expiresAt: z.iso.datetime().describe("Until when a code can turn it on."),
});

export type PendingTotpDto = z.infer<typeof pendingTotpSchema>;

export const recoveryCodesSchema = z.object({
  recoveryCodes: z.array(z.string()).meta({
    description:
      "Ten recovery codes. They are not shown again, and earlier ones no longer work. None if you keep the ones you have, because a passkey turned two-factor authentication on.",
    example: ["CODE"],
  }),
});

export type RecoveryCodesDto = z.infer<typeof recoveryCodesSchema>;
