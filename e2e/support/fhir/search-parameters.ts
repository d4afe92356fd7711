import type { indexSearchParameterBundle } from "@medplum/core";

type SearchParameters = Parameters<typeof indexSearchParameterBundle>[0];
type SearchParameter = NonNullable<NonNullable<SearchParameters["entry"]>[number]["resource"]>;

function define(
  base: SearchParameter["base"],
  code: string,
  type: SearchParameter["type"],
  expression: string,
): { resource: SearchParameter } {
  const id = `${base?.join("-")}-${code}`;
  const url = `http://example.com/SearchParameter/${id}`;
  return {
    resource: {
      resourceType: "SearchParameter",
      id,
      url,
      name: code,
      status: "active",
      description: `${code} of ${base?.join(" and ")}`,
      code,
      base,
      type,
      expression,
    },
  };
}

/**
 * The parameters that tests search by. The package with all parameters and definitions of FHIR has 93 MB, which is more than
 * the rest of the engine, and isn't installed.
 */
export const searchParameters: SearchParameters = {
  resourceType: "Bundle",
  type: "collection",
  entry: [
    define(["Observation"], "subject", "reference", "Observation.subject"),
    define(["Observation"], "patient", "reference", "Observation.subject"),
    define(["Observation"], "performer", "reference", "Observation.performer"),
    define(["Observation"], "status", "token", "Observation.status"),
    define(["Observation"], "code", "token", "Observation.code"),
    define(["Condition"], "subject", "reference", "Condition.subject"),
    define(["Condition"], "patient", "reference", "Condition.subject"),
    define(["Patient"], "_id", "token", "Patient.id"),
    define(["Patient"], "name", "string", "Patient.name.family | Patient.name.given"),
    define(["Patient"], "family", "string", "Patient.name.family"),
    define(["Patient"], "birthdate", "date", "Patient.birthDate"),
  ],
};
