import { z } from "zod";
import type { FhirConnectionDto } from "#lib/contract/resources/fhir-servers.ts";

/** The part of a foreign server's name that is shown. */
const shortText = z.string().transform((text) => text.replaceAll(/\p{C}/gu, "").slice(0, 100));

const maxFormats = 20;

/** How a server says that it supports SMART: by this code, or by the extension that names its endpoints. */
const smartCode = "SMART-on-FHIR";
const smartExtension = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

const coding = z.object({ code: z.string().optional() });

/** Part of a statement that only the summary needs: a server that writes it in another way still is a FHIR server. */
const security = z
  .object({
    service: z.array(z.object({ coding: z.array(coding).optional() })).optional(),
    extension: z.array(z.object({ url: z.string().optional() })).optional(),
  })
  .optional()
  .catch(undefined);

const rest = z.object({
  security,
  resource: z
    .array(z.object({ type: z.string() }))
    .optional()
    .catch(undefined),
});

/** The parts used of https://hl7.org/fhir/capabilitystatement.html; STU3 has the same. */
const capabilityStatement = z.object({
  resourceType: z.literal("CapabilityStatement"),
  fhirVersion: shortText,
  software: z.object({ name: shortText, version: shortText.optional() }).optional(),
  format: z.array(shortText).optional().catch(undefined),
  rest: z.array(rest).optional().catch(undefined),
});

export interface Capabilities {
  /** As the server reports it: 4.0.1. */
  fhirVersion: string;
  /** Name and version, if the server reports them. */
  software: string | null;
  capabilities: NonNullable<FhirConnectionDto["capabilities"]>;
}

function declaresSmart(statement: z.infer<typeof rest>): boolean {
  const { service = [], extension = [] } = statement.security ?? {};
  const codes = service.flatMap(({ coding: codings = [] }) => codings.map(({ code }) => code));
  return codes.includes(smartCode) || extension.some(({ url }) => url === smartExtension);
}

/** Null if the text is not a capability statement. */
export function parseCapabilityStatement(text: string): Capabilities | null {
  const parsed = capabilityStatement.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { fhirVersion, software, format = [], rest: parts = [] } = parsed.data;
  const name = [software?.name, software?.version].filter((part) => part !== undefined).join(" ");
  const types = parts.flatMap(({ resource = [] }) => resource.map(({ type }) => type));
  const capabilities = {
    resourceTypes: new Set(types).size,
    declaresSmart: parts.some(declaresSmart),
    formats: format.slice(0, maxFormats),
  };
  return { fhirVersion, software: name === "" ? null : name, capabilities };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
