import { z } from "zod";
import { nameText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const teamSchema = z.object({
  id: z.string().meta({ description: "The ID of the team.", example: "team_01m84g7mvye8wb4vq8t03062b6" }),
  slug: z
    .string()
    .meta({ description: "The team's name in the console's URLs.", example: "analytical-engines" }),
  name: z.string().meta({ description: "The name of the team.", example: "Analytical Engines" }),
});

const rateLimitSchema = z.object({
  perMinute: z.int().meta({ description: "The maximum number of requests per minute.", example: 1000 }),
  per10Seconds: z.int().meta({ description: "The maximum number of requests per 10 seconds.", example: 100 }),
});

/** A signed-in person. */
export const personSchema = z.object({
  type: z.literal("user").describe("A signed-in person."),
  id: z.string().meta({ description: "The ID of the person.", example: "user_01m84g7mvyecfr996v095v3zzr" }),
  name: z.string().meta({ description: "The name of the person.", example: "Ada Lovelace" }),
  email: z.string().meta({ description: "The email address of the person.", example: "ada@example.com" }),
  isInstanceOwner: z
    .boolean()
    .meta({ description: "Whether the person administers this console.", example: false }),
  sessionId: z.string().meta({
    description: "The ID of the session that sent the request.",
    example: "ses_01m84g7mvyew79xmjdm17s53br",
  }),
  teamId: z.string().nullable().meta({
    description: "The ID of the team this request acts in. Null for a person without a team.",
    example: "team_01m84g7mvye8wb4vq8t03062b6",
  }),
  team: teamSchema.nullable().describe("The team this request acts in. Null for a person without a team."),
  role: z.enum(roles).nullable().describe("The role of the person in this team. Null without a team."),
  environment: z.null().describe("Always null: a person acts in every environment of the team."),
  permissions: z.array(z.string()).describe("The permissions in effect."),
  rateLimit: rateLimitSchema.describe("The rate limits of the person."),
  teams: z
    .array(
      teamSchema.extend({
        role: z
          .enum(roles)
          .meta({ description: "The role of the person in this team.", example: "developer" }),
        twoFactorDueAt: z.iso.datetime().nullable().meta({
          description:
            "When the person, who has no two-factor authentication, needs it to use this team. Earlier than now: they can't use it. Null: they don't need it or have it.",
          example: null,
        }),
        suspendedAt: z.iso.datetime().nullable().meta({
          description:
            "When an administrator of this console suspended the team, which nobody can use since then. Null: it isn't suspended.",
          example: null,
        }),
      }),
    )
    .describe("Every team of the person, in the order they joined."),
});

const keySchema = z.object({
  type: z.literal("apiKey").describe("An API key."),
  id: z.string().describe("The ID of the key."),
  name: z.string().describe("The name of the key."),
  teamId: z.string().describe("The ID of the team."),
  team: teamSchema.describe("The team of the key."),
  role: z.enum(roles).describe("The current role of the key's owner."),
  environment: z.string().describe("The environment of the key."),
  owner: z
    .object({
      type: z.enum(["user", "team"]).describe("The kind of owner."),
      id: z.string().describe("The ID of the owner."),
    })
    .describe("The person or team the key belongs to."),
  permissions: z.array(z.string()).describe("The permissions in effect."),
  resources: z.array(z.string()).meta({
    description: "The resources the key is limited to. Empty: all that its permissions cover.",
    example: ["workers:wrk_01m84g7mvye85at5kb0krwfh13"],
  }),
  expiresAt: z.iso.datetime().nullable().describe("When the key stops working. Null: never."),
  rateLimit: rateLimitSchema.describe("The rate limits of the key."),
});

const appSchema = z.object({
  type: z.literal("app").describe("An app, through an access token."),
  id: z.string().meta({ description: "The ID of the app.", example: "app_01m84g7mvyezr7nq2wb9h6kx4d" }),
  name: z.string().meta({ description: "The name of the app.", example: "Nightly reports" }),
  teamId: z.string().meta({ description: "The ID of the team.", example: "team_01m84g7mvye8wb4vq8t03062b6" }),
  team: teamSchema.describe("The team of the app."),
  role: z.enum(roles).describe("The role that the app acts in."),
  environment: z.string().meta({ description: "The environment of the app.", example: "production" }),
  permissions: z.array(z.string()).describe("The permissions of the token that are in effect."),
  smartScopes: z.array(z.string()).meta({
    description: "The SMART scopes of the token that are in effect.",
    example: ["system/Observation.rs"],
  }),
  expiresAt: z.iso
    .datetime()
    .meta({ description: "When the token stops working.", example: "2026-01-05T10:00:00.000Z" }),
  rateLimit: rateLimitSchema.describe("The rate limits that all tokens of the app share."),
});

/** The response to GET /me: the calling key, app or person. */
export const meSchema = z.discriminatedUnion("type", [personSchema, keySchema, appSchema]);

export type MeDto = z.infer<typeof meSchema>;

export const updateMeSchema = z.object({ name: nameText.describe("Your name.") }).strict();

export type UpdateMeInput = z.infer<typeof updateMeSchema>;
