import { z } from "zod";
import { roles } from "#lib/domain/rbac/roles.ts";

const teamSchema = z.object({ id: z.string(), slug: z.string(), name: z.string() });

const rateLimitSchema = z.object({ perMinute: z.int(), per10Seconds: z.int() });

const personSchema = z.object({
  type: z.literal("user"),
  id: z.string(),
  name: z.string(),
  email: z.string(),
  isInstanceOwner: z.boolean(),
  sessionId: z.string(),
  /** The team this request acts in; null for a person without a team. */
  teamId: z.string().nullable(),
  team: teamSchema.nullable(),
  role: z.enum(roles).nullable(),
  /** A person acts in every environment of the team. */
  environment: z.null(),
  permissions: z.array(z.string()),
  rateLimit: rateLimitSchema,
  /** Every team they can use in X-Team-Id, in the order they joined. */
  teams: z.array(teamSchema.extend({ role: z.enum(roles) })),
});

const keySchema = z.object({
  type: z.literal("apiKey"),
  id: z.string(),
  name: z.string(),
  teamId: z.string(),
  team: teamSchema,
  /** The owner's current role. */
  role: z.enum(roles),
  environment: z.string(),
  owner: z.object({ type: z.enum(["user", "team"]), id: z.string() }),
  permissions: z.array(z.string()),
  resources: z.array(z.string()),
  expiresAt: z.iso.datetime().nullable(),
  rateLimit: rateLimitSchema,
});

/** The response to GET /me: the calling key or person. */
export const meSchema = z.discriminatedUnion("type", [personSchema, keySchema]);

export type MeDto = z.infer<typeof meSchema>;
