import { z } from "zod";
import { environmentSlug } from "./environments.ts";
import { pageOf, pageQuery } from "./lists.ts";
import { nameText } from "./text.ts";

const fhirVersions = ["STU3", "R4", "R4B", "R5"] as const;

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
    "Must be an http(s) address without user, query or fragment, such as https://fhir.example.com/r4",
  )
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
  .refine((changes) => Object.keys(changes).length > 0, "Name at least one field to change");

export type UpdateFhirServerInput = z.infer<typeof updateFhirServerSchema>;

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
