/** The kind of AI workers in a key's resources: `workers:wrk_…`. */
export const workerKind = "workers";

/** The kind of FHIR servers in a key's resources: `fhir.servers:srv_…`. */
export const fhirServerKind = "fhir.servers";
