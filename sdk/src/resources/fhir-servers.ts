import { FhirClient } from "../fhir/fhir-client.ts";
import type { List } from "../list.ts";
import type { Settings } from "../settings.ts";
import type { CallOptions } from "../transport.ts";
import type {
  CreateFhirServerInput,
  FhirConnection,
  FhirPerson,
  FhirReach,
  FhirServer,
  FhirServerFilter,
  FhirUsage,
  FhirUsageQuery,
  LinkFhirPersonInput,
  SetFhirCredentialInput,
  UpdateFhirGatewayInput,
  UpdateFhirServerInput,
} from "../types.ts";
import { Resource } from "./resource.ts";

/** Who the team's members are on a FHIR server. */
class FhirPeople extends Resource {
  list(id: string, options?: CallOptions): List<FhirPerson> {
    return this.pages<FhirPerson>(["fhir", "servers", id, "people"], undefined, options);
  }

  /** Replaces the previous link. A person linked to a Patient can give apps access to that record, whatever their role. */
  link(id: string, userId: string, input: LinkFhirPersonInput, options?: CallOptions): Promise<FhirPerson> {
    return this.put(["fhir", "servers", id, "people", userId], input, options);
  }

  unlink(id: string, userId: string, options?: CallOptions): Promise<FhirPerson> {
    return this.remove(["fhir", "servers", id, "people", userId], undefined, options);
  }
}

/** The team's registered FHIR servers. */
export class FhirServers extends Resource {
  readonly people: FhirPeople;
  readonly #settings: Settings;

  constructor(settings: Settings) {
    super(settings);
    this.people = new FhirPeople(settings);
    this.#settings = settings;
  }

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

  /** Turns the gateway on or off. Only an owner in person lets API keys use it: with a key, that fails with 403. */
  updateGateway(id: string, changes: UpdateFhirGatewayInput, options?: CallOptions): Promise<FhirServer> {
    return this.patch(["fhir", "servers", id, "gateway"], changes, options);
  }

  /** Sets how the gateway authenticates at the server. The response has the public key of backend services, to register there. */
  setCredential(id: string, input: SetFhirCredentialInput, options?: CallOptions): Promise<FhirServer> {
    return this.post(["fhir", "servers", id, "credential"], input, options);
  }

  removeCredential(id: string, options?: CallOptions): Promise<FhirServer> {
    return this.remove(["fhir", "servers", id, "credential"], undefined, options);
  }

  /** Lists the apps and keys that can reach the server's data through the gateway. */
  reach(id: string, options?: CallOptions): Promise<FhirReach> {
    return this.read(["fhir", "servers", id, "reach"], options);
  }

  /** Reads how often the gateway was used, by resource type, interaction and result. */
  usage(id: string, query?: FhirUsageQuery, options?: CallOptions): Promise<FhirUsage> {
    return this.read(["fhir", "servers", id, "usage"], options, query);
  }

  /** A client for the data of the server, through its gateway. */
  client(id: string): FhirClient {
    return new FhirClient(this.#settings, id);
  }
}
