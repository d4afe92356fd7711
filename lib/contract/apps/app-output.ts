import { z } from "zod";
import { pageOf } from "#lib/contract/common/lists.ts";
import { shapeOf } from "#lib/contract/keys/key-fields.ts";
import type { AppKind } from "#lib/domain/apps/app-problem.ts";
import { tokenFormats } from "#lib/domain/apps/scopes.ts";
import { roles } from "#lib/domain/rbac/roles.ts";
import { keysText } from "./keys-text.ts";

// Separate from the inputs, whose check of public keys needs Node: browsers read these responses.

/** What kind of program an app is. It decides how it proves who it is. */
export const appKinds = ["service", "confidential", "public"] as const satisfies readonly AppKind[];

export const appStatuses = ["active", "disabled", "deleted"] as const;

const { allowedIps: allowedIpsOutput, rateLimit: rateLimitOutput } = shapeOf("output");

const time = z.iso.datetime();

const appSecretDto = z.object({
  id: z.string().describe("The ID of the secret."),
  hint: z.string().describe("The first 13 and the last 4 characters of the secret."),
  createdAt: time.describe("When the secret was created."),
  endsAt: time
    .nullable()
    .describe("When the secret stops or stopped working. Null: it is the current secret."),
  lastUsedAt: time.nullable().describe("When a token was last requested with it. Null: never."),
  creator: z
    .object({
      id: z.string().describe("The ID of the person or key."),
      name: z.string().nullable().describe("The current name. Null if you can't see the key."),
      isMember: z
        .boolean()
        .describe(
          "Whether the person is still a member of the team. For a key: whether its owner is, or is the team.",
        ),
    })
    .describe("Who created the secret and has seen it. Replace it when they leave."),
});

export const appSchema = z.object({
  id: z.string().describe("The ID of the app, which is also its OAuth `client_id`."),
  teamId: z.string().describe("The ID of the team."),
  name: z.string().describe("The name that lists and consent pages show."),
  description: z.string().describe("What the app is for."),
  kind: z.enum(appKinds).describe("What kind of program it is."),
  environment: z.string().describe("The environment of the app."),
  scopes: z.array(z.string()).describe("What its tokens can have at most."),
  redirectUris: z.array(z.string()).describe("Where people return to after they signed in."),
  launchUri: z.string().nullable().describe("Where the app starts when it is launched. Null: it can't be."),
  jwks: z
    .object({ keys: z.array(z.record(z.string(), z.unknown())).meta(keysText) })
    .nullable()
    .describe("The app's public keys. Null: none."),
  jwksUri: z.string().nullable().describe("The address of the app's public keys. Null: none."),
  tokenFormat: z.enum(tokenFormats).describe("The form of its tokens."),
  allowedIps: allowedIpsOutput.describe("From where it requests and uses tokens. Empty: anywhere."),
  rateLimit: rateLimitOutput.describe("The limits that all its tokens share. Null: the default."),
  role: z.enum(roles).describe("The role it acts in: the lowest that holds all of its permissions."),
  status: z.enum(appStatuses).describe("Whether it gets tokens."),
  createdAt: time.describe("When the app was registered."),
  updatedAt: time.describe("When the app was last changed."),
  lastTokenAt: time.nullable().describe("When it last got a token. Null: never."),
  secrets: z.array(appSecretDto).describe("The newest secrets of the app, including the current one."),
});

export type AppDto = z.infer<typeof appSchema>;

/** The only response with the secret. Null: the app has none, or the response is to a repeated request. */
export const appWithSecretSchema = appSchema.extend({
  secret: z
    .string()
    .nullable()
    .describe(
      "The new client secret, returned only once. Null if the app has none, or in the response to a repeated request.",
    ),
  secretShown: z.literal(true).optional().meta({
    description: "Only in the response to a repeated request: the secret was returned before.",
    example: true,
  }),
});

export type AppWithSecretDto = AppDto & { secret: string | null };

export const appPageSchema = pageOf(appSchema);
