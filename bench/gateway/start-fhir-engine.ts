// The FHIR engine of the tests as a process, at PORT.
import { seededResources } from "#e2e/support/fhir/canaries.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";

const engine = await startFhirEngine({ port: Number(process.env.PORT), records: false });
await engine.seed(seededResources);
console.log("ready");
