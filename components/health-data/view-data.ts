import type { PersonLinkDto } from "#lib/contract/apps/launch-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import type { FhirReachDto, FhirUsageDto } from "#lib/contract/resources/fhir-gateway.ts";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";

/** What the viewer of a server's page can do. The services enforce it; the page only explains. */
interface ServerAbilities {
  /** Edit and delete the server. */
  write: boolean;
  /** Turn the gateway on and off, and set the credential. */
  manageGateway: boolean;
  /** Allow API keys at the gateway. Disallowing them needs only `manageGateway`. */
  allowKeys: boolean;
}

/** The data of a FHIR server's page. */
export interface ServerPageData {
  server: FhirServerDto;
  reach: FhirReachDto;
  usage: FhirUsageDto;
  environments: EnvironmentDto[];
  /** Active members, to say whom to ask. */
  people: { id: string; name: string; isManager: boolean }[];
  team: { id: string; slug: string; name: string };
  can: ServerAbilities;
  /** The address of the API, without a slash at its end. */
  apiAddress: string;
  /** When the server read the data, in ISO 8601. */
  now: string;
}

/** One page of who members are on the server. */
export interface ServerPeopleData {
  list: Page<PersonLinkDto>;
  /** Everyone who is linked, also on other pages. */
  linkedIds: string[];
  /** Whether the request had a cursor, so that this isn't the first page. */
  isContinued: boolean;
}

/** What the dialogs of a server's page need to know of the page. */
export type ServerDialogsPage = Pick<ServerPageData, "server" | "environments" | "team">;

/** The name that people see for the server's environment. */
export function nameEnvironment({
  server,
  environments,
}: Pick<ServerPageData, "server" | "environments">): string {
  return environments.find(({ slug }) => slug === server.environment)?.label ?? server.environment;
}
