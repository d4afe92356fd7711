import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { nameText } from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { fhirCredentialSchema, fhirGatewaySchema } from "./fhir-gateway.ts";
import { baseUrl } from "./server-address.ts";

export const fhirVersions = ["STU3", "R4", "R4B", "R5"] as const;

const changeable = {
  name: nameText.meta({ description: "The name that lists show.", example: "Ward records" }),
  baseUrl: baseUrl.meta({
    description: "The base URL of the server, without credentials, query or fragment.",
    example: "https://fhir.example.com/r4",
  }),
  fhirVersion: z.enum(fhirVersions).describe("The FHIR version of the server."),
};

export const createFhirServerSchema = z
  .object({
    ...changeable,
    environment: environmentSlug.describe("The environment of the server. It never changes."),
    fhirVersion: z.enum(fhirVersions).default("R4").describe("The FHIR version of the server."),
  })
  .strict();

export type CreateFhirServerInput = z.infer<typeof createFhirServerSchema>;

export const updateFhirServerSchema = z
  .object(changeable)
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, "Include at least one field to change");

export type UpdateFhirServerInput = z.infer<typeof updateFhirServerSchema>;

export const checkFhirAddressSchema = z
  .object({ baseUrl: baseUrl.describe("The base URL to check.") })
  .strict();

export type CheckFhirAddressInput = z.infer<typeof checkFhirAddressSchema>;

const connectionProblems = [
  "name_not_found",
  "address_not_allowed",
  "unreachable",
  "certificate_not_trusted",
  "timed_out",
  "redirected",
  "refused",
  "too_large",
  "not_fhir",
  "credential_not_usable",
  "credential_refused",
] as const;

/** What a server's capability statement says, as a summary. */
const capabilitiesSchema = z.object({
  resourceTypes: z.int().describe("How many resource types the server supports."),
  declaresSmart: z.boolean().describe("Whether the server says that it supports SMART on FHIR."),
  formats: z
    .array(z.string())
    .describe("The formats that the server supports, such as `application/fhir+json`; at most 20."),
});

/** The result of requesting a server's capability statement. */
export const fhirConnectionSchema = z.object({
  ok: z.boolean().describe("Whether a FHIR server responded."),
  problem: z.enum(connectionProblems).nullable().describe("Why not. Null if a FHIR server responded."),
  message: z.string().describe("The result, as text for people."),
  fhirVersion: z.string().nullable().describe("The version the server reports. Null if it reports none."),
  software: z.string().nullable().describe("The software the server reports. Null if it reports none."),
  capabilities: capabilitiesSchema
    .nullable()
    .describe("What its capability statement says. Null if no FHIR server responded."),
  credential: fhirCredentialSchema.shape.kind
    .nullable()
    .describe("The kind of credential that the check used. Null: none."),
  durationMs: z.int().describe("How long the check took, in milliseconds."),
});

export type FhirConnectionDto = z.infer<typeof fhirConnectionSchema>;

export const listFhirServersQuery = z
  .object({
    ...pageQuery,
    environment: environmentSlug
      .optional()
      .meta({ description: "Lists only servers of this environment.", example: "production" }),
  })
  .strict();

export type ListFhirServersQuery = z.infer<typeof listFhirServersQuery>;

export const fhirServerSchema = z.object({
  id: z.string().describe("The ID of the server."),
  teamId: z.string().describe("The ID of the team."),
  name: z.string().describe("The name that lists show."),
  baseUrl: z.string().describe("The base URL of the server."),
  environment: z.string().describe("The environment of the server."),
  fhirVersion: z.string().describe("The FHIR version of the server."),
  gateway: fhirGatewaySchema.describe("How programs reach its data through this console."),
  credential: fhirCredentialSchema
    .nullable()
    .describe("How the gateway authenticates at the server. Null: it doesn't."),
  createdAt: z.iso.datetime().describe("When the server was registered."),
  updatedAt: z.iso.datetime().describe("When the server was last changed."),
});

export type FhirServerDto = z.infer<typeof fhirServerSchema>;

export const fhirServerPageSchema = pageOf(fhirServerSchema);
