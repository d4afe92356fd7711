import type { Route } from "./pipeline/define-route.ts";
import { authorizationRoutes } from "./routes/account/authorizations.ts";
import { emailRoutes } from "./routes/account/email.ts";
import { meRoutes } from "./routes/account/me.ts";
import { noticeRoutes } from "./routes/account/notices.ts";
import { passkeyRoutes } from "./routes/account/passkeys.ts";
import { passwordResetRoutes } from "./routes/account/password-resets.ts";
import { providerRoutes } from "./routes/account/providers.ts";
import { reauthenticationRoutes } from "./routes/account/reauthentication.ts";
import { twoFactorRoutes } from "./routes/account/two-factor.ts";
import { userRoutes } from "./routes/account/users.ts";
import { appRoutes } from "./routes/apps/apps.ts";
import { federationRoutes } from "./routes/apps/federation.ts";
import { launchRoutes } from "./routes/apps/launch.ts";
import { auditEventRoutes } from "./routes/audit-events.ts";
import { createDocumentRoute } from "./routes/document.ts";
import { environmentRoutes } from "./routes/environments.ts";
import { fhirServerRoutes } from "./routes/fhir-servers.ts";
import { groupRoutes } from "./routes/groups.ts";
import { instanceAuditRoutes } from "./routes/instance/audit-events.ts";
import { peopleRoutes } from "./routes/instance/people.ts";
import { provisioningRoutes } from "./routes/instance/provisioning.ts";
import { instanceStateRoutes } from "./routes/instance/state.ts";
import { instanceTeamRoutes } from "./routes/instance/teams.ts";
import { invitationRoutes } from "./routes/invitations.ts";
import { keyRoutes } from "./routes/keys.ts";
import { memberRoutes } from "./routes/members.ts";
import { permissionRoutes } from "./routes/permissions.ts";
import { requestRoutes } from "./routes/requests.ts";
import { teamRoutes } from "./routes/teams.ts";
import { usageRoutes } from "./routes/usage.ts";
import { introspectRoute } from "./routes/verification/introspect.ts";
import { verifyKeyRoute } from "./routes/verification/verify.ts";
import { workerRoutes } from "./routes/workers.ts";

/** Every route of the API except /auth for proxies, which the listener handles itself (ADR 0004). */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...meRoutes,
  ...authorizationRoutes,
  ...emailRoutes,
  ...passwordResetRoutes,
  ...twoFactorRoutes,
  ...reauthenticationRoutes,
  ...noticeRoutes,
  ...passkeyRoutes,
  ...providerRoutes,
  // Before /keys/{id}: fixed names take precedence over parameters.
  verifyKeyRoute,
  introspectRoute,
  ...keyRoutes,
  ...requestRoutes,
  ...usageRoutes,
  ...fhirServerRoutes,
  ...federationRoutes,
  ...workerRoutes,
  ...appRoutes,
  ...launchRoutes,
  ...teamRoutes,
  ...memberRoutes,
  ...groupRoutes,
  ...invitationRoutes,
  ...environmentRoutes,
  ...permissionRoutes,
  ...auditEventRoutes,
  ...peopleRoutes,
  ...instanceTeamRoutes,
  ...instanceAuditRoutes,
  ...instanceStateRoutes,
  ...provisioningRoutes,
  createDocumentRoute(() => routes),
];
