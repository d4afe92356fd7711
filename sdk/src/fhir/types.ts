/** A FHIR resource. Pass the type of your FHIR version, for example of `@types/fhir`, to get its fields. */
export interface FhirResource {
  resourceType: string;
  id?: string;
}

/** A resource without a type of its own: its fields are unknown. */
export interface AnyFhirResource extends FhirResource {
  [field: string]: unknown;
}

/** Why a FHIR server did not do what it was asked to. */
export interface OperationOutcome extends FhirResource {
  resourceType: "OperationOutcome";
  issue: { severity: string; code: string; diagnostics?: string; details?: { text?: string } }[];
}

export interface FhirBundle<Found> extends FhirResource {
  resourceType: "Bundle";
  type?: string;
  total?: number;
  link?: { relation: string; url: string }[];
  entry?: { fullUrl?: string; resource?: Found; search?: { mode?: string } }[];
}

/** One page of a search or history. */
export interface FhirPage<Found> {
  /** The resources of the page, without those that only say what the server noticed. */
  data: Found[];
  /** Only for the next page of the same search. Null on the last page. */
  nextCursor: string | null;
  /** How many there are in all, if the server says so. */
  total: number | null;
  /** What the server returned. */
  bundle: FhirBundle<Found>;
}

type FhirValue = string | number | boolean;

/** Search parameters: `{ name: "chalmers", birthdate: ["ge1970", "lt1980"] }`. A list means that all of them must match. */
export type FhirSearch = Record<string, FhirValue | readonly FhirValue[] | undefined>;

/** The result of a change. */
export interface FhirWritten<Written> {
  /** Null: the server returned none, or the caller may not read it. */
  resource: Written | null;
  id: string | null;
  versionId: string | null;
  /** Whether the resource is new. */
  created: boolean;
}

/** One change of a patch (RFC 6902). */
export interface FhirPatch {
  op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  path: string;
  from?: string;
  value?: unknown;
}
