import { z } from "zod";
import { keyMetadataDto } from "./key-fields.ts";

/** Limited only by the size of a body: any text that is not one of this console's keys is an inactive token. */
const formText = z
  .string()
  .max(16_384)
  .meta({ override: { format: "password" } });

/** Unknown fields are ignored (RFC 7662, section 2.1). */
export const introspectSchema = z.object({
  token: formText.min(1).describe("The key or token to check."),
  token_type_hint: formText
    .optional()
    .meta({ description: "Accepted and ignored.", example: "access_token" }),
});

/** For an inactive token, only `active` is present (RFC 7662, section 2.2). */
export const introspectionSchema = z.object({
  active: z.boolean().describe("Whether the token is a valid key or access token."),
  scope: z.string().optional().describe("The permissions and SMART scopes in effect, separated by spaces."),
  client_id: z.string().optional().describe("The ID of the key or app."),
  sub: z
    .string()
    .optional()
    .describe(
      "The ID of the key's owner, a person or a team. For an app's token, the ID of the app, or of the person who gave it access.",
    ),
  token_type: z.literal("Bearer").optional().describe("How to send the token."),
  iat: z.int().optional().describe("When the secret or token was created, as a Unix timestamp in seconds."),
  exp: z
    .int()
    .optional()
    .describe("When the key or token expires, as a Unix timestamp in seconds. Absent: never."),
  iss: z
    .string()
    .optional()
    .describe("The issuer, as in signed tokens and in the discovery document: `{PUBLIC_URL}/oauth`."),
  team_id: z.string().optional().describe("The ID of the team."),
  environment: z.string().optional().describe("The environment of the key or app."),
  external_id: z.string().nullable().optional().describe("The `externalId` of the key. Null if it has none."),
  metadata: keyMetadataDto.optional().describe("The custom fields of the key."),
  patient: z
    .string()
    .optional()
    .meta({ description: "The id of the patient that an app was launched for.", example: "123" }),
  encounter: z
    .string()
    .optional()
    .meta({ description: "The id of the encounter that an app was launched for.", example: "456" }),
  intent: z
    .string()
    .optional()
    .meta({ description: "What the launch asked the app to show first.", example: "reconcile-medications" }),
  fhirUser: z.string().optional().meta({
    description:
      "The URL of the FHIR resource of the person who gave the app access, if the app can know it.",
    example:
      "https://console.example.com/v1/api/fhir/servers/srv_01m84g7mvyemm8y5mjarjwv3vh/fhir/Practitioner/789",
  }),
});

export type Introspection = z.infer<typeof introspectionSchema>;
