import { z } from "zod";
import { momentText } from "#lib/contract/common/moment.ts";
import { tokenAddress } from "./server-address.ts";

/** Protects a person who turns a gateway on, or sends a credential, from a base URL that someone else has changed. */
const expectedUpdatedAt = momentText.optional().meta({
  description:
    "The `updatedAt` of the server when you read it. If the server has changed since then, for example to another base URL, the request returns 409.",
  example: "2026-01-05T09:00:00.000Z",
});

/** PATCH /fhir/servers/{id}/gateway. */
export const updateFhirGatewaySchema = z
  .object({
    enabled: z
      .boolean()
      .describe(
        "Whether requests are forwarded. Another base URL turns this off until you turn it on again.",
      ),
    allowsKeys: z.boolean().meta({
      description: "Whether API keys can use the gateway, too, not only apps. Only an owner can allow it.",
      example: false,
    }),
  })
  .partial()
  .extend({ expectedUpdatedAt })
  .strict()
  .refine(
    ({ expectedUpdatedAt: _, ...switches }) => Object.keys(switches).length > 0,
    "Include at least one field to change",
  );

export type UpdateFhirGatewayInput = z.infer<typeof updateFhirGatewaySchema>;

/** What a server accepts in a header, without spaces around it. */
const headerText = z
  .string()
  .min(1)
  .max(4000)
  .regex(/^[\x21-\x7e]+$/, "Must be visible ASCII characters without spaces");

/** RFC 7617, section 2: the name has no colon, and neither part has control characters. */
const basicName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^:\p{Cc}]*$/u, "Must not contain a colon or control characters");
const basicPassword = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Cc}]*$/u, "Must not contain control characters");

const bearerCredential = z
  .object({
    kind: z.literal("bearer").describe("A token, sent as `Authorization: Bearer`."),
    token: headerText.meta({ description: "The token.", example: "the-token-of-the-server" }),
    expectedUpdatedAt,
  })
  .strict();

const basicCredential = z
  .object({
    kind: z.literal("basic").describe("A name and a password (RFC 7617)."),
    username: basicName.meta({ description: "The name.", example: "console" }),
    password: basicPassword.meta({ description: "The password.", example: "the-password-of-the-server" }),
    expectedUpdatedAt,
  })
  .strict();

const backendServicesCredential = z
  .object({
    kind: z
      .literal("backend-services")
      .describe(
        "SMART backend services: the console signs in with a key pair that it creates. Register its public key at the server.",
      ),
    clientId: headerText
      .max(255)
      .meta({ description: "The client ID that the server knows.", example: "byteengine" }),
    scopes: z
      .string()
      .min(1)
      .max(1000)
      .regex(
        /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/,
        "Must be scopes, separated by single spaces",
      )
      .meta({ description: "The scopes to request.", example: "system/*.cruds" }),
    tokenUrl: tokenAddress.nullable().default(null).meta({
      description: "Where to request tokens. Null: where the server's SMART configuration says.",
      example: null,
    }),
    expectedUpdatedAt,
  })
  .strict();

/** POST /fhir/servers/{id}/credential. */
export const setFhirCredentialSchema = z.discriminatedUnion("kind", [
  bearerCredential,
  basicCredential,
  backendServicesCredential,
]);

export type SetFhirCredentialInput = z.infer<typeof setFhirCredentialSchema>;

export type FhirCredentialKind = SetFhirCredentialInput["kind"];

/** Everything about a credential that isn't secret. */
export const fhirCredentialSchema = z.object({
  kind: z
    .enum(["bearer", "basic", "backend-services"])
    .describe("How the console authenticates at the server."),
  isUsable: z.boolean().meta({
    description:
      "False if it was set for another base URL, or can't be decrypted any more. Then set it again.",
    example: true,
  }),
  clientId: z.string().nullable().meta({
    description: "The client ID of backend services. Otherwise null.",
    example: "byteengine",
  }),
  scopes: z.string().nullable().meta({
    description: "The scopes that backend services request. Otherwise null.",
    example: "system/*.cruds",
  }),
  tokenUrl: z.string().nullable().meta({
    description: "Where backend services request tokens. Null: discovered.",
    example: "https://fhir.example.com/token",
  }),
  jwks: z
    .object({ keys: z.array(z.record(z.string(), z.string())).describe("One public key.") })
    .nullable()
    .describe("The public key of backend services, as a JSON Web Key Set (RFC 7517). Otherwise null."),
  createdAt: z.iso.datetime().meta({ description: "When it was set.", example: "2026-01-05T09:00:00.000Z" }),
});

export type FhirCredentialDto = z.infer<typeof fhirCredentialSchema>;

export const fhirGatewaySchema = z.object({
  enabled: z.boolean().describe("Whether requests are forwarded to the server."),
  allowsKeys: z.boolean().describe("Whether API keys can use the gateway, too, not only apps."),
  url: z.string().describe("The FHIR base URL for programs, instead of the server's own."),
});

/** GET /fhir/servers/{id}/reach: which programs can reach the server's data through the gateway, if it is enabled. */
export const fhirReachSchema = z.object({
  apps: z
    .array(
      z.object({
        id: z.string().describe("The ID of the app."),
        name: z.string().describe("The name of the app."),
        scopes: z.array(z.string()).describe("Its scopes that concern FHIR data."),
      }),
    )
    .describe("The apps in the server's environment with such scopes, at most 100."),
  keys: z
    .array(
      z.object({
        id: z.string().describe("The ID of the key."),
        name: z.string().describe("The name of the key."),
        permissions: z.array(z.string()).describe("Its permissions that concern FHIR data."),
      }),
    )
    .describe(
      "The current keys with such permissions that can reach this server, at most 100. Empty if keys aren't allowed.",
    ),
  hasMore: z.boolean().describe("Whether there are more apps or keys."),
});

export type FhirReachDto = z.infer<typeof fhirReachSchema>;

/** GET /fhir/servers/{id}/usage. */
export const fhirUsageQuery = z
  .object({
    days: z.coerce
      .number()
      .int()
      .min(1)
      .max(90)
      .default(7)
      .meta({ description: "How many days back, today included.", example: 7 }),
  })
  .strict();

export type FhirUsageQuery = z.infer<typeof fhirUsageQuery>;

const countOf = (text: string) => z.int().describe(text);

export const fhirUsageSchema = z.object({
  since: z.iso.datetime().describe("When the period starts."),
  interactions: z
    .array(
      z.object({
        resourceType: z.string().describe("The resource type, or `other`."),
        interaction: z.string().describe("The interaction, such as `read`."),
        ok: countOf("How many requests the server answered."),
        refused: countOf("How many requests the console refused."),
        failed: countOf("How many requests the server didn't answer as it should."),
      }),
    )
    .describe("The most frequent first."),
});

export type FhirUsageDto = z.infer<typeof fhirUsageSchema>;
