import { z } from "zod";

/** The part of a foreign server's name that is shown. */
const shortText = z.string().transform((text) => text.replaceAll(/\p{C}/gu, "").slice(0, 100));

/** The parts used of https://hl7.org/fhir/capabilitystatement.html; STU3 has the same. */
const capabilityStatement = z.object({
  resourceType: z.literal("CapabilityStatement"),
  fhirVersion: shortText,
  software: z.object({ name: shortText, version: shortText.optional() }).optional(),
});

export interface Capabilities {
  /** As the server reports it: 4.0.1. */
  fhirVersion: string;
  /** Name and version, if the server reports them. */
  software: string | null;
}

/** Null if the text is not a capability statement. */
export function parseCapabilityStatement(text: string): Capabilities | null {
  const parsed = capabilityStatement.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { fhirVersion, software } = parsed.data;
  const name = [software?.name, software?.version].filter((part) => part !== undefined).join(" ");
  return { fhirVersion, software: name === "" ? null : name };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
