import { z } from "zod";
import { keyMetadataDto } from "./keys.ts";

/** As long as a body may be: what is no key of ours is not active, whatever it is. */
const formText = z
  .string()
  .max(16_384)
  .meta({ override: { format: "password" } });

/** RFC 7662, section 2.1: fields we do not know are passed over. */
export const introspectSchema = z.object({
  token: formText.min(1),
  token_type_hint: formText.optional(),
});

/** RFC 7662, section 2.2. A token that is not active is told nothing about. */
export const introspectionSchema = z.object({
  active: z.boolean(),
  /** Permissions, spaces between them. */
  scope: z.string().optional(),
  /** Id of the key. */
  client_id: z.string().optional(),
  /** Id of the key's owner, a person or a team. */
  sub: z.string().optional(),
  token_type: z.literal("Bearer").optional(),
  /** When the secret was created, in Unix seconds. */
  iat: z.int().optional(),
  /** Unix seconds; absent: it does not expire. */
  exp: z.int().optional(),
  /** `{PUBLIC_URL}/oauth`; absent without PUBLIC_URL. */
  iss: z.string().optional(),
  team_id: z.string().optional(),
  environment: z.string().optional(),
  external_id: z.string().nullable().optional(),
  metadata: keyMetadataDto.optional(),
});

export type Introspection = z.infer<typeof introspectionSchema>;
