import { z } from "zod";
import { pageOf, pageQuery } from "#lib/contract/common/lists.ts";
import { nameText } from "#lib/contract/common/text.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import { isHostPlain } from "#lib/domain/network/outbound-address.ts";

export const fhirVersions = ["STU3", "R4", "R4B", "R5"] as const;

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.username === "" && url.password === "" && url.search === "" && url.hash === "";
}

const baseUrl = z
  .string()
  .max(2000)
  .refine(
    isBaseUrl,
    "Must be an http or https URL without credentials, query or fragment, such as https://fhir.example.com/r4",
  )
  .refine(isHostPlain, "The host must be a name or a plain IP address")
  .meta({ override: { format: "uri" } })
  .transform((text) => new URL(text).href.replace(/\/$/, ""));

const changeable = { name: nameText, baseUrl, fhirVersion: z.enum(fhirVersions) };

export const createFhirServerSchema = z
  .object({ ...changeable, environment: environmentSlug, fhirVersion: z.enum(fhirVersions).default("R4") })
  .strict();

export type CreateFhirServerInput = z.infer<typeof createFhirServerSchema>;

export const updateFhirServerSchema = z
  .object(changeable)
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, "Include at least one field to change");

export type UpdateFhirServerInput = z.infer<typeof updateFhirServerSchema>;

export const checkFhirAddressSchema = z.object({ baseUrl }).strict();

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
] as const;

/** The result of requesting a server's capability statement. */
export const fhirConnectionSchema = z.object({
  ok: z.boolean(),
  /** Null if a FHIR server responded. */
  problem: z.enum(connectionProblems).nullable(),
  /** The problem, or the success, as text for people. */
  message: z.string(),
  /** As the server reports it, such as 4.0.1. */
  fhirVersion: z.string().nullable(),
  software: z.string().nullable(),
  durationMs: z.int(),
});

export type FhirConnectionDto = z.infer<typeof fhirConnectionSchema>;

export const listFhirServersQuery = z
  .object({ ...pageQuery, environment: environmentSlug.optional() })
  .strict();

export type ListFhirServersQuery = z.infer<typeof listFhirServersQuery>;

export const fhirServerSchema = z.object({
  id: z.string(),
  teamId: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  environment: z.string(),
  fhirVersion: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type FhirServerDto = z.infer<typeof fhirServerSchema>;

export const fhirServerPageSchema = pageOf(fhirServerSchema);
