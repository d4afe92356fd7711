import { z } from "zod";
import { presentedKeyText } from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { verdictCodes } from "#lib/domain/keys/verdict.ts";
import { keyMetadataDto, permissionText, resourceText } from "./key-fields.ts";

export const verifyKeySchema = z
  .object({
    key: presentedKeyText.describe(
      "The key or access token that the client presented. Any text is accepted.",
    ),
    permissions: z.array(permissionText).max(50).optional().describe("The permissions the key needs."),
    environment: environmentSlug.optional().meta({
      description: "The environment the key must belong to. Omitted: the environment of your service's key.",
      example: "production",
    }),
    resource: resourceText.optional().meta({
      description: "The resource the request is for.",
      example: "workers:wrk_01m84g7mvye85at5kb0krwfh13",
    }),
    ip: z
      .string()
      .min(1)
      .max(60)
      .meta({ override: { pattern: "^[0-9A-Fa-f.:]+$" } })
      .optional()
      .describe("The IP address of the end client. Required for keys with an allowlist."),
    spend: z
      .boolean()
      .default(true)
      .describe("False: do not count the verification against the key's rate limits."),
  })
  .strict();

export type VerifyKeyInput = z.infer<typeof verifyKeySchema>;

const known = {
  credential: z
    .enum(["key", "app"])
    .describe("What was presented: `key`, or `app` for an access token of an app."),
  keyId: z.string().describe("The ID of the key or app."),
  teamId: z.string().describe("The ID of the team."),
  name: z.string().describe("The name of the key or app."),
  environment: z.string().describe("The environment of the key or app."),
  owner: z
    .object({
      type: z.enum(["user", "team"]).describe("The kind of owner."),
      id: z.string().describe("The ID of the owner."),
    })
    .describe("The person or team the key belongs to. An app belongs to its team."),
  permissions: z.array(z.string()).describe("The permissions in effect."),
  smartScopes: z.array(z.string()).describe("The SMART scopes in effect. Only access tokens have some."),
  externalId: z.string().nullable().describe("The `externalId` of the key. Null if it has none."),
  metadata: keyMetadataDto.describe("The custom fields of the key."),
  expiresAt: z.iso.datetime().nullable().describe("When the key or token stops working. Null: never."),
  rateLimit: z
    .object({
      limit: z.int().describe("The maximum number of requests in the window."),
      remaining: z.int().describe("The number of requests left in the window."),
      reset: z.int().describe("When the window ends, as a Unix timestamp in seconds."),
    })
    .describe("The state of the rate limit after this verification."),
};

/** For a key that was not found, only `valid` and `code` are present. */
export const verifyAnswerSchema = z.object({
  valid: z.boolean().describe("Whether to accept the request."),
  code: z.enum(verdictCodes).describe("`VALID`, or the first reason for the rejection."),
  ...z.object(known).partial().shape,
});

export type VerifyAnswer = z.infer<typeof verifyAnswerSchema>;
