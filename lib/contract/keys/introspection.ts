import { z } from "zod";
import { keyMetadataDto } from "./key-fields.ts";

/** Limited only by the size of a body: any text that is not one of this console's keys is an inactive token. */
const formText = z
  .string()
  .max(16_384)
  .meta({ override: { format: "password" } });

/** Unknown fields are ignored (RFC 7662, section 2.1). */
export const introspectSchema = z.object({
  token: formText.min(1),
  token_type_hint: formText.optional(),
});

/** For an inactive token, only `active` is present (RFC 7662, section 2.2). */
export const introspectionSchema = z.object({
  active: z.boolean(),
  /** Permissions, separated by spaces. */
  scope: z.string().optional(),
  /** The id of the key. */
  client_id: z.string().optional(),
  /** The id of the key's owner, a person or a team. */
  sub: z.string().optional(),
  token_type: z.literal("Bearer").optional(),
  /** When the secret was created, as a Unix timestamp in seconds. */
  iat: z.int().optional(),
  /** Unix timestamp in seconds. Absent: the key does not expire. */
  exp: z.int().optional(),
  /** `{PUBLIC_URL}/oauth`; absent without PUBLIC_URL. */
  iss: z.string().optional(),
  team_id: z.string().optional(),
  environment: z.string().optional(),
  external_id: z.string().nullable().optional(),
  metadata: keyMetadataDto.optional(),
});

export type Introspection = z.infer<typeof introspectionSchema>;
