import type { List } from "../list.ts";
import type { CallOptions } from "../transport.ts";
import type {
  CreateFhirServerInput,
  FhirConnection,
  FhirServer,
  FhirServerFilter,
  UpdateFhirServerInput,
} from "../types.ts";
import { Resource } from "./resource.ts";

/** The team's registered FHIR servers. */
export class FhirServers extends Resource {
  list(filter?: FhirServerFilter, options?: CallOptions): List<FhirServer> {
    return this.pages<FhirServer>(["fhir", "servers"], filter, options);
  }

  get(id: string, options?: CallOptions): Promise<FhirServer> {
    return this.read(["fhir", "servers", id], options);
  }

  create(input: CreateFhirServerInput, options?: CallOptions): Promise<FhirServer> {
    return this.post(["fhir", "servers"], input, options);
  }

  update(id: string, changes: UpdateFhirServerInput, options?: CallOptions): Promise<FhirServer> {
    return this.patch(["fhir", "servers", id], changes, options);
  }

  delete(id: string, options?: CallOptions): Promise<FhirServer> {
    return this.remove(["fhir", "servers", id], undefined, options);
  }

  /** Checks from the console whether the server responds. */
  check(id: string, options?: CallOptions): Promise<FhirConnection> {
    return this.post(["fhir", "servers", id, "check"], undefined, options);
  }
}
