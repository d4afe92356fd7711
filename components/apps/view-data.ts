import type { KeyPageData } from "#components/keys/view-data.ts";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type {
  AppRuleDto,
  ExchangeRefusalListDto,
  TrustedIssuerDto,
} from "#lib/contract/apps/federation-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";

interface AppPerson {
  id: string;
  name: string;
  isManager: boolean;
}

/** What the forms and dialogs about apps need to know of the page. */
export interface AppFormPage extends Pick<KeyPageData, "environments" | "form" | "team" | "viewer"> {
  /** Active members, to say whom to ask. */
  people: AppPerson[];
  /** Whether the viewer can register, change and delete apps. */
  canWrite: boolean;
  /** Where apps get tokens. */
  tokenEndpoint: string;
  /** The address of the API, without a slash at its end. */
  apiAddress: string;
  /** When the server read the data, in ISO 8601. */
  now: string;
}

/** The data of the Apps page. */
export interface AppsPageData extends AppFormPage {
  list: Page<AppDto>;
  /** Whether the request had a cursor, so that this isn't the first page. */
  isContinued: boolean;
}

/** A FHIR server with which an app can be launched. */
export interface LaunchServer {
  id: string;
  name: string;
}

/** The data of an app's page. */
export interface AppPageData extends AppFormPage {
  app: AppDto;
  /** Null: the app has no launch address. */
  launch: { servers: LaunchServer[]; canLaunch: boolean } | null;
  /** Where apps send people who sign in. */
  authorizationEndpoint: string;
}

/** What the page about trusted issuers shows. */
export interface IssuersPageData extends Pick<AppFormPage, "people" | "team" | "canWrite" | "now"> {
  /** Oldest first. */
  issuers: TrustedIssuerDto[];
}

/** How machines get tokens of an app without a secret. */
export interface KeylessData {
  rules: AppRuleDto[];
  /** Newest first. */
  refusals: ExchangeRefusalListDto["data"];
  /** All issuers that the team trusts. */
  issuers: TrustedIssuerDto[];
}
