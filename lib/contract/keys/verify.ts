import { z } from "zod";
import { presentedKeyText } from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { verdictCodes } from "#lib/domain/keys/verdict.ts";
import { keyMetadataDto, permissionText, resourceText } from "./key-fields.ts";

export const verifyKeySchema = z
  .object({
    key: presentedKeyText,
    permissions: z.array(permissionText).max(50).optional(),
    environment: environmentSlug.optional(),
    resource: resourceText.optional(),
    /** The IP address of the end client. Required for keys with an allowlist. */
    ip: z
      .string()
      .min(1)
      .max(60)
      .meta({ override: { pattern: "^[0-9A-Fa-f.:]+$" } })
      .optional(),
    /** False: do not count the verification against the key's rate limits. */
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

/** For a key that was not found, only `valid` and `code` are present. */
export const verifyAnswerSchema = z.object({
  valid: z.boolean(),
  code: z.enum(verdictCodes),
  ...z.object(known).partial().shape,
});

export type VerifyAnswer = z.infer<typeof verifyAnswerSchema>;
