import { z } from "zod";
import { verdictCodes } from "#lib/keys/verdict.ts";
import { environmentSlug } from "./environments.ts";
import { keyMetadataDto, permissionText, resourceText } from "./keys.ts";
import { presentedKeyText } from "./text.ts";

export const verifyKeySchema = z
  .object({
    key: presentedKeyText,
    permissions: z.array(permissionText).max(50).optional(),
    environment: environmentSlug.optional(),
    resource: resourceText.optional(),
    /** The end client's address: a key with an allowlist needs it. */
    ip: z
      .string()
      .min(1)
      .max(60)
      .meta({ override: { pattern: "^[0-9A-Fa-f.:]+$" } })
      .optional(),
    /** False: look, and spend none of the key's quota. */
    spend: z.boolean().default(true),
  })
  .strict();

export type VerifyKeyInput = z.infer<typeof verifyKeySchema>;

const known = {
  keyId: z.string(),
  teamId: z.string(),
  name: z.string(),
  environment: z.string(),
  owner: z.object({ type: z.enum(["user", "team"]), id: z.string() }),
  permissions: z.array(z.string()),
  externalId: z.string().nullable(),
  metadata: keyMetadataDto,
  expiresAt: z.iso.datetime().nullable(),
  rateLimit: z.object({ limit: z.int(), remaining: z.int(), reset: z.int() }),
};

/** Everything but `valid` and `code` is absent for a key that was not found. */
export const verifyAnswerSchema = z.object({
  valid: z.boolean(),
  code: z.enum(verdictCodes),
  ...z.object(known).partial().shape,
});

export type VerifyAnswer = z.infer<typeof verifyAnswerSchema>;
