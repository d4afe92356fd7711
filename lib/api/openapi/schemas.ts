import { z } from "zod";
import { errorTable } from "#lib/errors.ts";
import { auditEventPageSchema, auditVerificationSchema } from "#lib/schemas/audit-events.ts";
import { environmentListSchema, environmentSchema, policyPreviewSchema } from "#lib/schemas/environments.ts";
import { fhirConnectionSchema, fhirServerPageSchema, fhirServerSchema } from "#lib/schemas/fhir-servers.ts";
import { introspectionSchema } from "#lib/schemas/introspection.ts";
import { invitationPageSchema, invitationSchema, invitationWithUrlSchema } from "#lib/schemas/invitations.ts";
import { keyPageSchema, keySchema, keyUsageSchema, keyWithSecretSchema } from "#lib/schemas/keys.ts";
import { meSchema } from "#lib/schemas/me.ts";
import { memberPageSchema, memberSchema } from "#lib/schemas/members.ts";
import { permissionListSchema, permissionSchema } from "#lib/schemas/permissions.ts";
import { sessionSchema } from "#lib/schemas/sessions.ts";
import { teamPageSchema, teamSchema } from "#lib/schemas/teams.ts";
import { userSchema } from "#lib/schemas/users.ts";
import { verifyAnswerSchema } from "#lib/schemas/verify.ts";
import { workerPageSchema, workerSchema } from "#lib/schemas/workers.ts";

const errorSchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorTable)),
    message: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
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
  Verdict: verifyAnswerSchema,
  Introspection: introspectionSchema,
  FhirServer: fhirServerSchema,
  FhirServerPage: fhirServerPageSchema,
  FhirConnection: fhirConnectionSchema,
  Worker: workerSchema,
  WorkerPage: workerPageSchema,
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
