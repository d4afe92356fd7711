import { z } from "zod";
import { pageQuery } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";
import { descriptionText, nameText } from "#lib/contract/common/text.ts";
import { shapeOf } from "#lib/contract/keys/key-fields.ts";
import { keyUsageQuery } from "#lib/contract/keys/usage.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { isScope, tokenFormats } from "#lib/domain/apps/scopes.ts";
import { defaultGracePeriodSeconds, maxGracePeriodSeconds } from "#lib/domain/keys/rotation.ts";
import { appAddress, redirectUriList } from "./app-addresses.ts";
import { appKinds, appStatuses } from "./app-output.ts";
import { jwksInput } from "./jwks.ts";

const scopeList = z
  .array(
    z
      .string()
      .max(100)
      .refine(
        isScope,
        "Must be a permission such as workers:read, or a SMART scope such as system/Patient.rs",
      )
      .meta({ override: { pattern: "^\\S+$" } }),
  )
  .max(100, "List at most 100 scopes")
  .refine((scopes) => new Set(scopes).size === scopes.length, "Must not contain a scope twice");

const { allowedIps: createAllowedIps, rateLimit: createRateLimit } = shapeOf("create");
const { allowedIps: updateAllowedIps, rateLimit: updateRateLimit } = shapeOf("update");

const texts = {
  name: { description: "The name that lists and consent pages show.", example: "Nightly reports" },
  description: { description: "What the app is for.", example: "Writes the morning report of each ward" },
  scopes: {
    description: "What its tokens can have at most: permissions and SMART scopes.",
    example: ["workers:read", "system/Observation.rs"],
  },
  redirectUris: {
    description: "Where people return to after they signed in. Compared exactly.",
    example: ["https://app.example.com/callback"],
  },
  launchUri: {
    description: "Where the app starts when it is launched from a patient record. Null: it can't be.",
    example: "https://app.example.com/launch",
  },
  jwks: {
    description: "The public keys with which the app signs assertions, as a JSON Web Key Set. Null: none.",
    example: null,
  },
  jwksUri: {
    description:
      "The address of a JSON Web Key Set with these keys. Null: none. Only one of both can be set.",
    example: "https://app.example.com/jwks.json",
  },
  withSecret: {
    description:
      "Whether a service without public keys gets a secret. False: it gets tokens by rules only, in exchange for those of a trusted issuer.",
    example: true,
  },
  tokenFormat: {
    description:
      "`opaque`: only this console can tell what a token is. `jwt`: services can also check it by themselves, for up to 5 minutes after it was revoked.",
    example: "opaque",
  },
  allowedIps: {
    description: "The IP addresses and CIDR blocks from which the app requests and uses tokens. Empty: any.",
    example: ["203.0.113.0/24"],
  },
  rateLimit: {
    description: "The limits that all tokens of the app share. Null, as a whole or in part: the default.",
    example: { perMinute: 300, per10Seconds: 50 },
  },
} as const;

export const createAppSchema = z
  .object({
    name: nameText.meta(texts.name),
    description: descriptionText.default("").meta(texts.description),
    kind: z.enum(appKinds, `Must be one of ${appKinds.join(", ")}`).meta({
      description:
        "`service`: a program that acts by itself. `confidential`: one on a server that people sign in to. `public`: one that can't keep a secret. It never changes.",
      example: "service",
    }),
    environment: environmentSlug.describe("The environment of the app. It never changes."),
    scopes: scopeList.meta(texts.scopes),
    redirectUris: redirectUriList.default([]).meta(texts.redirectUris),
    launchUri: appAddress.nullable().default(null).meta(texts.launchUri),
    jwks: jwksInput.nullable().default(null).meta(texts.jwks),
    jwksUri: appAddress.nullable().default(null).meta(texts.jwksUri),
    tokenFormat: z.enum(tokenFormats).default("opaque").meta(texts.tokenFormat),
    withSecret: z.boolean().default(true).meta(texts.withSecret),
    allowedIps: createAllowedIps.meta(texts.allowedIps),
    rateLimit: createRateLimit.meta(texts.rateLimit),
  })
  .strict();

export type CreateAppInput = z.infer<typeof createAppSchema>;

export const updateAppSchema = z
  .object({
    name: nameText.meta(texts.name),
    description: descriptionText.meta(texts.description),
    scopes: scopeList.meta(texts.scopes),
    redirectUris: redirectUriList.meta(texts.redirectUris),
    launchUri: appAddress.nullable().meta(texts.launchUri),
    jwks: jwksInput.nullable().meta(texts.jwks),
    jwksUri: appAddress.nullable().meta(texts.jwksUri),
    tokenFormat: z.enum(tokenFormats).meta(texts.tokenFormat),
    allowedIps: updateAllowedIps.meta(texts.allowedIps),
    rateLimit: updateRateLimit.meta(texts.rateLimit),
  })
  .partial()
  .extend({
    expectedUpdatedAt: momentText.optional().meta({
      description:
        "The `updatedAt` of the app when you read it. If the app has changed since then, the request returns 409.",
      example: "2026-01-05T09:00:00.000Z",
    }),
  })
  .strict()
  .refine(
    ({ expectedUpdatedAt: _, ...changes }) => Object.keys(changes).length > 0,
    "Include at least one field to change",
  );

export type UpdateAppInput = z.infer<typeof updateAppSchema>;

export const createAppSecretSchema = z
  .object({
    gracePeriodSeconds: z
      .int("Must be a whole number of seconds")
      .min(0)
      .max(maxGracePeriodSeconds, "Must be at most 604800 (7 days)")
      .default(defaultGracePeriodSeconds)
      .describe("How long the previous secret keeps working, and with it the tokens that it got."),
  })
  .strict();

export const listAppsQuery = z
  .object({
    ...pageQuery,
    environment: environmentSlug
      .optional()
      .meta({ description: "Lists only apps of this environment.", example: "production" }),
    kind: z
      .enum(appKinds)
      .optional()
      .meta({ description: "Lists only apps of this kind.", example: "service" }),
    status: z.enum(appStatuses).optional().meta({
      description: "Lists only apps with this status. Omitted: active and disabled apps.",
      example: "active",
    }),
  })
  .strict();

export type ListAppsQuery = z.infer<typeof listAppsQuery>;

export const appUsageQuery = keyUsageQuery.extend({
  secretId: z
    .string()
    .regex(/^(asec|app)_[0-9a-z]{1,40}$/, "Must be the id of a secret or of the app")
    .max(45)
    .optional()
    .meta({
      description:
        "Counts only requests with tokens that were requested with the secret of this ID. The ID of the app: with signed assertions.",
      example: "asec_01m84g7mvye1bswmy4cy9stv9q",
    }),
});

export type AppUsageQuery = z.infer<typeof appUsageQuery>;
