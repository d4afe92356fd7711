import { z } from "zod";
import { appPageSchema, appSchema, appWithSecretSchema } from "#lib/contract/apps/app-output.ts";
import {
  appRuleListSchema,
  exchangeRefusalListSchema,
  trustedIssuerPageSchema,
  trustedIssuerSchema,
} from "#lib/contract/apps/federation-output.ts";
import {
  grantPageSchema,
  grantSchema,
  launchSchema,
  personLinkPageSchema,
  personLinkSchema,
} from "#lib/contract/apps/launch-output.ts";
import { introspectionSchema } from "#lib/contract/keys/introspection.ts";
import { keyPageSchema, keySchema, keyWithSecretSchema } from "#lib/contract/keys/keys.ts";
import { permissionListSchema, permissionSchema } from "#lib/contract/keys/permissions.ts";
import { explainedRequestSchema, requestPageSchema, requestSchema } from "#lib/contract/keys/requests.ts";
import { keyUsageSchema, teamUsageSchema, usageSeriesSchema } from "#lib/contract/keys/usage.ts";
import { verifyAnswerSchema } from "#lib/contract/keys/verify.ts";
import {
  invitationPageSchema,
  invitationSchema,
  invitationWithUrlSchema,
} from "#lib/contract/people/invitations.ts";
import { meSchema } from "#lib/contract/people/me.ts";
import { memberPageSchema, memberSchema } from "#lib/contract/people/members.ts";
import { sessionSchema } from "#lib/contract/people/sessions.ts";
import { userSchema } from "#lib/contract/people/users.ts";
import { fhirReachSchema, fhirUsageSchema } from "#lib/contract/resources/fhir-gateway.ts";
import {
  fhirConnectionSchema,
  fhirServerPageSchema,
  fhirServerSchema,
} from "#lib/contract/resources/fhir-servers.ts";
import { workerPageSchema, workerSchema } from "#lib/contract/resources/workers.ts";
import { auditEventPageSchema, auditVerificationSchema } from "#lib/contract/team/audit-events.ts";
import {
  environmentListSchema,
  environmentSchema,
  policyPreviewSchema,
} from "#lib/contract/team/environments.ts";
import { teamPageSchema, teamSchema } from "#lib/contract/team/teams.ts";
import { errorTable } from "#lib/domain/common/errors.ts";

const errorSchema = z.object({
  error: z
    .object({
      code: z.enum(Object.keys(errorTable)).describe("The kind of error, for programs."),
      message: z.string().describe("What went wrong, as text for people."),
      details: z
        .array(
          z.object({
            path: z.string().describe("The path of an invalid field, joined with dots."),
            message: z.string().describe("Why the field is not valid."),
          }),
        )
        .optional()
        .describe("Only for `invalid_request`: each invalid field."),
    })
    .describe("The error."),
});

/** The named schemas of the document, which readers see only once. The SDK has types of the same names. */
export const namedSchemas: Readonly<Record<string, z.ZodType>> = {
  Error: errorSchema,
  User: userSchema,
  Me: meSchema,
  Session: sessionSchema,
  Key: keySchema,
  KeyWithSecret: keyWithSecretSchema,
  KeyPage: keyPageSchema,
  KeyUsage: keyUsageSchema,
  Request: requestSchema,
  RequestPage: requestPageSchema,
  ExplainedRequest: explainedRequestSchema,
  TeamUsage: teamUsageSchema,
  UsageSeries: usageSeriesSchema,
  Verdict: verifyAnswerSchema,
  Introspection: introspectionSchema,
  FhirServer: fhirServerSchema,
  FhirServerPage: fhirServerPageSchema,
  FhirConnection: fhirConnectionSchema,
  FhirReach: fhirReachSchema,
  FhirUsage: fhirUsageSchema,
  FhirPerson: personLinkSchema,
  FhirPersonPage: personLinkPageSchema,
  Worker: workerSchema,
  WorkerPage: workerPageSchema,
  App: appSchema,
  AppWithSecret: appWithSecretSchema,
  AppPage: appPageSchema,
  AppRuleList: appRuleListSchema,
  AppLaunch: launchSchema,
  AppGrant: grantSchema,
  AppGrantPage: grantPageSchema,
  ExchangeRefusalList: exchangeRefusalListSchema,
  TrustedIssuer: trustedIssuerSchema,
  TrustedIssuerPage: trustedIssuerPageSchema,
  Team: teamSchema,
  TeamPage: teamPageSchema,
  Member: memberSchema,
  MemberPage: memberPageSchema,
  Invitation: invitationSchema,
  InvitationPage: invitationPageSchema,
  InvitationWithUrl: invitationWithUrlSchema,
  Environment: environmentSchema,
  EnvironmentList: environmentListSchema,
  PolicyPreview: policyPreviewSchema,
  Permission: permissionSchema,
  PermissionList: permissionListSchema,
  AuditEventPage: auditEventPageSchema,
  AuditVerification: auditVerificationSchema,
};
