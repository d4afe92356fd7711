import type { TestResource } from "./engine.ts";

/** Stands in everything that a program with access to observations only must never see. */
export const canary = "CANARY-7f3a91";

/** A resource of another type whose every text that a person could read is a canary, its id included. */
function plant(resourceType: string, number: number, fields: Record<string, unknown>): TestResource {
  return { resourceType, id: `${canary}-${resourceType}-${number}`, ...fields };
}

const patients = Array.from({ length: 5 }, (_, number) =>
  plant("Patient", number, {
    active: true,
    name: [{ family: `${canary}-family`, given: [canary] }],
    identifier: [{ system: "http://hospital.example", value: `${canary}-${number}` }],
    birthDate: "1970-01-01",
  }),
);

const others = Array.from({ length: 3 }, (_, number) => [
  plant("Condition", number, { subject: { reference: "Patient/visible" }, code: { text: canary } }),
  plant("Practitioner", number, { name: [{ family: canary }] }),
  plant("DocumentReference", number, { status: "current", description: canary }),
  plant("Binary", number, { contentType: "text/html", data: canary }),
]).flat();

/** The resources that a program with access to observations can see. They refer to patients without a canary in the id. */
const observations: TestResource[] = Array.from({ length: 45 }, (_, number) => ({
  resourceType: "Observation",
  id: `o${number}`,
  status: number % 3 === 0 ? "preliminary" : "final",
  code: { coding: [{ system: "http://loinc.org", code: `718-${number % 5}` }], text: "Hemoglobin" },
  subject: { reference: `Patient/p${number % 3}` },
  performer: [{ reference: "Practitioner/doctor" }],
  valueQuantity: { value: 10 + number / 10, unit: "g/dL" },
}));

/** What observations refer to. Only the ids are known to who can see an observation. */
const referred: TestResource[] = [
  ...["p0", "p1", "p2", "visible"].map((id) => ({
    resourceType: "Patient",
    id,
    name: [{ family: canary }],
    birthDate: "1980-02-03",
  })),
  { resourceType: "Practitioner", id: "doctor", name: [{ family: canary }] },
];

/** Observations, and resources of other types full of canaries. */
export const seededResources: readonly TestResource[] = [
  ...observations,
  ...referred,
  ...patients,
  ...others,
];

/** The patient that a token for one patient is for. */
export const patientId = "p0";

function isOfPatient({ resourceType, id, subject }: TestResource): boolean {
  if (resourceType === "Patient") return id === patientId;
  return JSON.stringify(subject) === JSON.stringify({ reference: `Patient/${patientId}` });
}

/** The same resources, in which those of this patient have no canary, and those of all others have one. */
export const resourcesByPatient: readonly TestResource[] = seededResources.map((resource) => {
  if (resource.resourceType === "Practitioner" && resource.id === "doctor") return { ...resource, name: [] };
  if (isOfPatient(resource)) return { ...resource, name: [] };
  return { ...resource, text: { status: "generated", div: canary } };
});
