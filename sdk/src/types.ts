import type { components, operations } from "./api-types.ts";

type Schemas = components["schemas"];

/** The body of a request. */
export type BodyOf<Name extends keyof operations> = operations[Name] extends {
  requestBody?: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

/** The filter and sort parameters of a list. The list handles the cursor itself. */
export type FilterOf<Name extends keyof operations> = operations[Name] extends {
  parameters: { query?: infer Query };
}
  ? Omit<NonNullable<Query>, "cursor">
  : never;

export type Me = Schemas["Me"];
export type Key = Schemas["Key"];
/** A key with its secret, which is returned only once. Null in the response to a repeated request. */
export type KeyWithSecret = Schemas["KeyWithSecret"];
export type KeyUsage = Schemas["KeyUsage"];
export type App = Schemas["App"];
/** An app with its secret, which is returned only once. Null without one, and in the response to a repeated request. */
export type AppRuleList = Schemas["AppRuleList"];
export type AppWithSecret = Schemas["AppWithSecret"];
export type AppLaunch = Schemas["AppLaunch"];
/** What a person gave an app. */
export type AppGrant = Schemas["AppGrant"];
/** Who a person is on a FHIR server. */
export type FhirPerson = Schemas["FhirPerson"];
export type RequestEntry = Schemas["Request"];
export type ExplainedRequest = Schemas["ExplainedRequest"];
export type TeamUsage = Schemas["TeamUsage"];
export type UsageSeries = Schemas["UsageSeries"];
export type Verdict = Schemas["Verdict"];
export type Worker = Schemas["Worker"];
export type FhirServer = Schemas["FhirServer"];
export type FhirConnection = Schemas["FhirConnection"];
export type FhirReach = Schemas["FhirReach"];
export type FhirUsage = Schemas["FhirUsage"];
export type Team = Schemas["Team"];
export type Member = Schemas["Member"];
export type Invitation = Schemas["Invitation"];
export type InvitationWithUrl = Schemas["InvitationWithUrl"];

export type CreateKeyInput = BodyOf<"createKey">;
export type UpdateKeyInput = BodyOf<"updateKey">;
export type RotateKeyInput = BodyOf<"rotateKey">;
export type DeleteKeyInput = BodyOf<"deleteKey">;
export type VerifyKeyInput = BodyOf<"verifyKey">;
export type KeyFilter = FilterOf<"listKeys">;
export type KeyUsageQuery = NonNullable<operations["readKeyUsage"]["parameters"]["query"]>;
export type RequestFilter = FilterOf<"listRequests">;
export type UsageSeriesQuery = NonNullable<operations["readKeyUsageSeries"]["parameters"]["query"]>;
export type TeamUsageQuery = NonNullable<operations["readTeamUsage"]["parameters"]["query"]>;
export type CreateAppInput = BodyOf<"createApp">;
export type UpdateAppInput = BodyOf<"updateApp">;
export type CreateAppSecretInput = BodyOf<"createAppSecret">;
export type CreateAppRuleInput = BodyOf<"createAppRule">;
export type AppFilter = FilterOf<"listApps">;
export type CreateAppLaunchInput = BodyOf<"createAppLaunch">;
export type AppGrantFilter = FilterOf<"listAppGrants">;
export type AppUsageQuery = NonNullable<operations["readAppUsage"]["parameters"]["query"]>;
export type CreateWorkerInput = BodyOf<"createWorker">;
export type UpdateWorkerInput = BodyOf<"updateWorker">;
export type WorkerFilter = FilterOf<"listWorkers">;
export type CreateFhirServerInput = BodyOf<"createFhirServer">;
export type UpdateFhirServerInput = BodyOf<"updateFhirServer">;
export type FhirServerFilter = FilterOf<"listFhirServers">;
export type UpdateFhirGatewayInput = BodyOf<"updateFhirGateway">;
export type SetFhirCredentialInput = BodyOf<"setFhirCredential">;
export type LinkFhirPersonInput = BodyOf<"linkFhirPerson">;
export type FhirUsageQuery = NonNullable<operations["readFhirUsage"]["parameters"]["query"]>;
export type CreateTeamInput = BodyOf<"createTeam">;
export type UpdateTeamInput = BodyOf<"updateTeam">;
export type TransferTeamInput = BodyOf<"transferTeam">;
export type UpdateMemberInput = BodyOf<"updateMember">;
export type RemoveMemberInput = BodyOf<"removeMember">;
export type MemberFilter = FilterOf<"listMembers">;
export type CreateInvitationInput = BodyOf<"createInvitation">;
export type InvitationFilter = FilterOf<"listInvitations">;
