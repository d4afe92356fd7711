import * as samples from "./objects.ts";

/** The example of one operation. `body` is only for operations with a request body. */
export interface OperationExample {
  body?: unknown;
  answer: unknown;
  /** The response under other settings. */
  otherAnswer?: unknown;
  /** The response in the route's other forms, by media type. */
  files?: Readonly<Record<string, string>>;
}

const { ids, key, pageOf, secret } = samples;

const usage = {
  from: "2026-01-05T00:00:00.000Z",
  to: "2026-01-12T00:00:00.000Z",
  total: 1204,
  data: [
    {
      by: "VALID",
      count: 1200,
      rejected: 0,
      firstAt: "2026-01-05T06:12:00.000Z",
      lastAt: "2026-01-11T23:58:00.000Z",
    },
    {
      by: "RATE_LIMITED",
      count: 4,
      rejected: 4,
      firstAt: "2026-01-09T14:03:00.000Z",
      lastAt: "2026-01-09T14:05:00.000Z",
    },
  ],
};

const usageSeries = {
  from: "2026-01-10T00:00:00.000Z",
  to: "2026-01-12T00:00:00.000Z",
  interval: "day",
  total: 1204,
  rejected: 4,
  data: [
    {
      startsAt: "2026-01-10T00:00:00.000Z",
      outcomes: [
        { outcome: "VALID", count: 900 },
        { outcome: "RATE_LIMITED", count: 4 },
      ],
    },
    { startsAt: "2026-01-11T00:00:00.000Z", outcomes: [{ outcome: "VALID", count: 300 }] },
  ],
};

const assertionOptions = {
  challenge: "CCCC",
  rpId: "console.example.com",
  timeout: 300_000,
  userVerification: "required",
} as const;

const account: Record<string, OperationExample> = {
  createUser: {
    body: { name: "Ada Lovelace", email: "ada@example.com", password: "a sentence that only you would say" },
    answer: { id: ids.user, name: "Ada Lovelace", email: "ada@example.com", teamId: ids.team },
    otherAnswer: { email: "ada@example.com" },
  },
  readMe: {
    answer: {
      type: "apiKey",
      id: ids.key,
      name: key.name,
      teamId: ids.team,
      team: { id: ids.team, slug: samples.team.slug, name: samples.team.name },
      role: "developer",
      environment: "production",
      owner: { type: "user", id: ids.user },
      permissions: key.effectivePermissions,
      resources: [],
      expiresAt: key.expiresAt,
      rateLimit: { perMinute: 1000, per10Seconds: 100 },
    },
  },
  updateMe: {
    body: { name: "Ada King" },
    answer: {
      type: "user",
      id: ids.user,
      name: "Ada King",
      email: "ada@example.com",
      isInstanceOwner: false,
      sessionId: ids.session,
      teamId: ids.team,
      team: { id: ids.team, slug: samples.team.slug, name: samples.team.name },
      role: "developer",
      environment: null,
      permissions: key.effectivePermissions,
      rateLimit: { perMinute: 600, per10Seconds: 200 },
      teams: [
        {
          id: ids.team,
          slug: samples.team.slug,
          name: samples.team.name,
          role: "developer",
          twoFactorDueAt: null,
          suspendedAt: null,
        },
      ],
    },
  },
  readAccountDeletion: {
    answer: {
      problem: null,
      teams: [
        {
          id: ids.team,
          slug: "analytical-engines",
          name: "Analytical Engines",
          role: "admin",
          outcome: "left",
          liveKeys: 2,
          keyNames: ["Billing", "CI"],
          canHandOver: true,
        },
      ],
    },
  },
  exportMe: {
    answer: {
      account: { id: ids.user, name: "Ada Lovelace", email: "ada@example.com", hasPassword: true },
      providers: [],
      sessions: [],
      authenticatorApp: null,
      passkeys: [],
      directory: null,
      members: [{ teamId: ids.team, userId: ids.user, role: "admin", status: "active" }],
      keys: [],
      invitations: [],
      notices: [],
      noticeSettings: [],
      appGrants: [
        { id: samples.grant.id, appId: ids.app, serverId: ids.fhirServer, scopes: samples.grant.scopes },
      ],
      appLaunches: [],
      fhirPeople: [{ serverId: ids.fhirServer, reference: samples.personLink.reference }],
      emails: [],
      requests: [],
      auditEvents: [],
    },
  },
  deleteAccount: {
    body: { email: "ada@example.com", keys: [{ teamId: ids.team, choice: "handOver" }] },
    answer: { id: ids.user, deletedAt: "2026-01-12T09:00:00.000Z" },
  },
  changePassword: {
    body: {
      currentPassword: "a sentence that only you would say",
      newPassword: "another sentence that only you would say",
      endOtherSessions: true,
    },
    answer: { endedSessions: 2 },
  },
  changeEmail: {
    body: { email: "ada.king@example.com" },
    answer: {
      email: "ada@example.com",
      pending: {
        email: "ada.king@example.com",
        waitsFor: ["new", "old"],
        expiresAt: "2026-01-13T09:00:00.000Z",
      },
    },
  },
  cancelEmailChange: { answer: { email: "ada@example.com", pending: null } },
  confirmEmailChange: { body: { token: "TOKEN" }, answer: { email: "ada.king@example.com", pending: null } },
  requestPasswordReset: { body: { email: "ada@example.com" }, answer: { email: "ada@example.com" } },
  resetPassword: {
    body: { password: "another sentence that only you would say" },
    answer: { email: "ada@example.com", endedSessions: 1 },
  },
  startPasskeySignIn: { answer: assertionOptions },
  listLinkedProviders: { answer: pageOf(samples.linkedProvider) },
  startLink: { body: { provider: "github" }, answer: { provider: "github", name: "GitHub" } },
  unlinkProvider: { answer: samples.linkedProvider },
  listPasskeys: { answer: pageOf(samples.passkey) },
  startPasskey: {
    answer: {
      challenge: "CCCC",
      rp: { id: "console.example.com", name: "ByteEngine Console" },
      user: { id: "DDDD", name: "ada@example.com", displayName: "Ada" },
      pubKeyCredParams: [
        { type: "public-key", alg: -7 },
        { type: "public-key", alg: -8 },
        { type: "public-key", alg: -257 },
      ],
      timeout: 300_000,
      excludeCredentials: [],
      authenticatorSelection: {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
      attestation: "none",
    },
  },
  createPasskey: {
    body: {
      name: "Chrome on macOS",
      credential: {
        id: "AAAA",
        response: { clientDataJSON: "BBBB", attestationObject: "EEEE", transports: ["internal"] },
      },
    },
    answer: { passkey: { ...samples.passkey, lastUsedAt: null }, recoveryCodes: ["CODE"] },
  },
  updatePasskey: { body: { name: "Laptop" }, answer: { ...samples.passkey, name: "Laptop" } },
  removePasskey: { answer: samples.passkey },
  readTwoFactor: {
    answer: {
      isOn: true,
      totp: {
        isOn: true,
        createdAt: "2026-01-10T09:30:00.000Z",
        lastUsedAt: "2026-01-15T08:12:00.000Z",
      },
      passkeys: { count: 1 },
      recoveryCodes: { remaining: 9 },
      hasPassword: true,
    },
  },
  startTotp: {
    answer: {
      secret: "SECRET",
      uri: "otpauth://totp/ByteEngine%20Console:ada%40example.com?secret=SECRET",
      expiresAt: "2026-01-15T09:45:00.000Z",
    },
  },
  confirmTotp: { body: { code: "123456" }, answer: { recoveryCodes: ["CODE"] } },
  removeTotp: {
    answer: {
      isOn: false,
      totp: { isOn: false, createdAt: null, lastUsedAt: null },
      passkeys: { count: 0 },
      recoveryCodes: { remaining: 0 },
      hasPassword: true,
    },
  },
  startReauthentication: { answer: assertionOptions },
  readReauthentication: {
    answer: {
      email: "ada@example.com",
      authenticatedAt: "2026-01-15T09:00:00.000Z",
      methods: ["password"],
      providers: [],
    },
  },
  reauthenticate: {
    body: { password: "a sentence that only you would say" },
    answer: { authenticatedAt: "2026-01-15T09:30:00.000Z" },
  },
  createRecoveryCodes: {
    answer: { recoveryCodes: ["CODE"] },
  },
  listNotices: {
    answer: {
      ...pageOf({
        id: "ntc_01k6z3t0v8f4e7q2m9x5b1c3d6",
        kind: "key_expiring",
        text: "The key Billing in the team Acme expires in 7 days.",
        path: `/t/acme/settings/api-keys/${ids.key}`,
        teamId: ids.team,
        createdAt: "2026-01-15T08:12:00.000Z",
        readAt: null,
      }),
      unreadCount: 1,
    },
  },
  markNoticesRead: { body: { ids: ["ntc_01k6z3t0v8f4e7q2m9x5b1c3d6"] }, answer: { unreadCount: 0 } },
  readNoticeSettings: {
    answer: {
      canMail: true,
      data: [{ kind: "key_expiring", label: "Expiring keys", isSecurity: false, mails: true }],
    },
  },
  updateNoticeSetting: {
    body: { kind: "key_expiring", mails: false },
    answer: {
      canMail: true,
      data: [{ kind: "key_expiring", label: "Expiring keys", isSecurity: false, mails: false }],
    },
  },
  unsubscribe: { answer: { kind: "key_expiring", label: "Expiring keys" } },
  endOtherSessions: { answer: { endedSessions: 2 } },
  listSessions: { answer: pageOf(samples.session) },
  endSession: { answer: { ...samples.session, current: false } },
  requestEmailVerification: { answer: { email: "ada@example.com", isVerified: false, isMailed: true } },
  confirmEmail: {
    body: { token: "TOKEN" },
    answer: { email: "ada@example.com", isVerified: true, isMailed: false },
  },
};

const verification: Record<string, OperationExample> = {
  verifyKey: {
    body: { key: secret, permissions: ["invoices:read"], ip: "203.0.113.9" },
    answer: {
      valid: true,
      code: "VALID",
      credential: "key",
      keyId: ids.key,
      teamId: ids.team,
      name: key.name,
      environment: "production",
      owner: { type: "user", id: ids.user },
      permissions: ["invoices:read"],
      smartScopes: [],
      externalId: "customer-4711",
      metadata: { plan: "pro" },
      expiresAt: key.expiresAt,
      rateLimit: { limit: 1000, remaining: 999, reset: 1_767_604_860 },
    },
  },
  introspectToken: {
    body: { token: secret },
    answer: {
      active: true,
      scope: "fhir.servers:read workers:read",
      client_id: ids.key,
      sub: ids.user,
      token_type: "Bearer",
      iat: 1_767_604_800,
      exp: 1_798_761_599,
      iss: "https://console.example.com/oauth",
      team_id: ids.team,
      environment: "production",
      external_id: "customer-4711",
      metadata: { plan: "pro" },
    },
  },
};

const keys: Record<string, OperationExample> = {
  listKeys: {
    answer: pageOf(key),
    files: {
      "text/csv": `id,name,hint,status,environment\r\n${key.id},${key.name},${key.hint},${key.status},${key.environment}\r\n`,
    },
  },
  createKey: {
    body: {
      name: key.name,
      environment: "production",
      permissions: key.permissions,
      expiresAt: key.expiresAt,
      allowedIps: key.allowedIps,
    },
    answer: { ...key, lastUsedAt: null, secret },
  },
  lookUpKey: { body: { key: secret }, answer: key },
  readKey: { answer: key },
  updateKey: { body: { name: "Invoicing service" }, answer: { ...key, name: "Invoicing service" } },
  deleteKey: { body: { reason: "The service was shut down" }, answer: { ...key, status: "revoked" } },
  rotateKey: { body: { gracePeriodSeconds: 86_400 }, answer: { ...samples.rotatingKey, secret } },
  finishRotation: {
    answer: { ...samples.rotatingKey, status: "active", secrets: samples.rotatingKey.secrets.slice(0, 1) },
  },
  disableKey: { answer: { ...key, status: "disabled" } },
  enableKey: { answer: key },
  readKeyUsage: { answer: usage },
  readKeyUsageSeries: { answer: usageSeries },
  readTeamUsage: {
    answer: {
      from: "2026-01-10T00:00:00.000Z",
      to: "2026-01-12T00:00:00.000Z",
      total: 1204,
      rejected: 4,
      data: [{ by: ids.key, name: key.name, count: 1204, rejected: 4, keys: 1 }],
    },
  },
  readTeamUsageSeries: { answer: usageSeries },
};

const requests: Record<string, OperationExample> = {
  listRequests: {
    answer: { ...pageOf(samples.request), log: { retentionDays: 7, dropped: 0, droppedAt: null } },
  },
  readRequest: {
    answer: {
      ...samples.request,
      checks: [
        { name: "request", verdict: "passed", message: "The request is valid." },
        { name: "key", verdict: "passed", message: "Found, with its current secret." },
        { name: "status", verdict: "passed", message: "Not deleted and not disabled." },
        { name: "expiry", verdict: "passed", message: `The key expires on ${key.expiresAt}.` },
        {
          name: "address",
          verdict: "passed",
          message: "`203.0.113.9` is in the allowed addresses: `203.0.113.0/24`.",
        },
        { name: "environment", verdict: "not_requested", message: "No environment was requested." },
        {
          name: "permissions",
          verdict: "failed",
          message: "`workers:write` is missing. The key had `fhir.servers:read` and `workers:read`.",
        },
        { name: "resource", verdict: "not_requested", message: "No resource was requested." },
        { name: "rate_limit", verdict: "passed", message: "Within the limit of 1,000 requests per minute." },
      ],
      advice:
        "If the client needs `workers:write`, add it to the key. Otherwise let the service request another permission.",
      missingPermissions: ["workers:write"],
      similar: { count: 312, since: "2026-01-11T16:21:00.000Z" },
      keyChangedAt: null,
    },
  },
};

const connection = {
  ok: true,
  problem: null,
  message: "The server responds.",
  fhirVersion: "4.0.1",
  software: "HAPI FHIR Server",
  capabilities: { resourceTypes: 146, declaresSmart: true, formats: ["application/fhir+json"] },
  credential: null,
  durationMs: 182,
};

const resources: Record<string, OperationExample> = {
  listFhirServers: { answer: pageOf(samples.fhirServer) },
  createFhirServer: {
    body: { name: "Ward records", baseUrl: "https://fhir.example.com/r4", environment: "production" },
    answer: samples.fhirServer,
  },
  readFhirServer: { answer: samples.fhirServer },
  updateFhirServer: {
    body: { name: "Ward records, east" },
    answer: { ...samples.fhirServer, name: "Ward records, east" },
  },
  deleteFhirServer: { answer: samples.fhirServer },
  checkFhirAddress: { body: { baseUrl: "https://fhir.example.com/r4" }, answer: connection },
  checkFhirServer: { answer: { ...connection, credential: "backend-services" } },
  updateFhirGateway: { body: { enabled: true }, answer: samples.fhirServer },
  setFhirCredential: {
    body: {
      kind: "backend-services",
      clientId: "byteengine",
      scopes: "system/*.cruds",
      tokenUrl: "https://fhir.example.com/token",
    },
    answer: samples.fhirServer,
  },
  removeFhirCredential: { answer: { ...samples.fhirServer, credential: null } },
  readFhirReach: {
    answer: {
      apps: [{ id: ids.app, name: "Reports", scopes: ["system/Observation.rs"] }],
      keys: [{ id: ids.key, name: key.name, permissions: ["fhir.data:read"] }],
      hasMore: false,
    },
  },
  readFhirUsage: {
    answer: {
      since: "2026-01-09T00:00:00.000Z",
      interactions: [
        { resourceType: "Observation", interaction: "search-type", ok: 1200, refused: 3, failed: 1 },
        { resourceType: "Patient", interaction: "read", ok: 310, refused: 0, failed: 0 },
      ],
    },
  },
  listWorkers: { answer: pageOf(samples.worker) },
  createWorker: {
    body: {
      name: samples.worker.name,
      environment: "production",
      instructions: samples.worker.instructions,
    },
    answer: samples.worker,
  },
  readWorker: { answer: samples.worker },
  updateWorker: { body: { status: "paused" }, answer: { ...samples.worker, status: "paused" } },
  deleteWorker: { answer: samples.worker },
  listApps: { answer: pageOf(samples.app) },
  createApp: {
    body: {
      name: samples.app.name,
      kind: "service",
      environment: "production",
      scopes: samples.app.scopes,
    },
    answer: { ...samples.app, secret: samples.appSecret },
  },
  readApp: { answer: samples.app },
  updateApp: { body: { scopes: ["workers:read"] }, answer: { ...samples.app, scopes: ["workers:read"] } },
  deleteApp: { answer: { ...samples.app, status: "deleted" } },
  disableApp: { answer: { ...samples.app, status: "disabled" } },
  enableApp: { answer: samples.app },
  createAppSecret: {
    body: { gracePeriodSeconds: 86_400 },
    answer: { ...samples.appWithNextSecret, secret: samples.appSecret },
  },
  endAppSecret: {
    answer: {
      ...samples.appWithNextSecret,
      secrets: samples.appWithNextSecret.secrets.map((secret) =>
        secret.endsAt === null ? secret : { ...secret, endsAt: "2026-01-13T12:00:00.000Z" },
      ),
    },
  },
  readAppUsage: { answer: usage },
  listTrustedIssuers: { answer: pageOf(samples.trustedIssuer) },
  createTrustedIssuer: { body: { name: "GitHub Actions", preset: "github" }, answer: samples.trustedIssuer },
  readTrustedIssuer: { answer: samples.trustedIssuer },
  updateTrustedIssuer: {
    body: { name: "Our pipelines" },
    answer: { ...samples.trustedIssuer, name: "Our pipelines" },
  },
  deleteTrustedIssuer: { answer: samples.trustedIssuer },
  listAppRules: { answer: { data: [samples.appRule] } },
  createAppRule: {
    body: {
      name: samples.appRule.name,
      issuerId: samples.ids.trustedIssuer,
      audience: samples.appRule.audience,
      claims: samples.appRule.claims,
    },
    answer: { data: [{ ...samples.appRule, lastUsedAt: null }] },
  },
  deleteAppRule: { answer: { data: [{ ...samples.appRule, name: "Nightly builds" }] } },
  listExchangeRefusals: {
    answer: {
      data: [
        {
          id: samples.ids.exchangeRefusal,
          at: "2026-01-13T10:00:00.000Z",
          issuer: samples.trustedIssuer.issuer,
          reason: "claim",
          rule: { id: samples.appRule.id, name: samples.appRule.name },
          claim: "ref",
          value: "refs/heads/feature",
        },
      ],
    },
  },
};

/** Shortened, as secrets are. */
const launchHandle = "bel_1234567890abcdef...";

const authorizationRequest = `response_type=code&client_id=${ids.app}&state=af0ifjsldkj`;

const launches: Record<string, OperationExample> = {
  createAppLaunch: {
    body: { fhirServerId: ids.fhirServer, patient: "123", userId: ids.user },
    answer: {
      launchUrl: `https://reports.example.com/launch?iss=https%3A%2F%2Fconsole.example.com%2Fv1%2Fapi%2Ffhir%2Fservers%2F${ids.fhirServer}%2Ffhir&launch=${launchHandle}`,
      launch: launchHandle,
      expiresAt: "2026-01-13T10:05:00.000Z",
    },
  },
  authorizeApp: {
    body: {
      request: authorizationRequest,
      scopes: ["launch/patient", "patient/Observation.rs"],
      patient: "123",
    },
    answer: {
      redirectTo:
        "https://reports.example.com/callback?code=bec_1234567890abcdef...&state=af0ifjsldkj&iss=https%3A%2F%2Fconsole.example.com%2Foauth",
    },
  },
  findPatients: {
    body: { request: authorizationRequest, text: "Chalmers" },
    answer: {
      patients: [
        { id: "123", name: "Peter Chalmers", birthDate: "1974-12-25", gender: "male", identifier: "12345" },
      ],
      hasMore: false,
    },
  },
  listAppGrants: { answer: pageOf(samples.grant) },
  endAppGrant: { answer: samples.endedGrant },
  listMyGrants: { answer: pageOf(samples.grant) },
  endMyGrant: { answer: samples.endedGrant },
  listFhirPeople: { answer: pageOf(samples.personLink) },
  linkFhirPerson: { body: { reference: samples.personLink.reference }, answer: samples.personLink },
  unlinkFhirPerson: { answer: samples.personLink },
};

const teams: Record<string, OperationExample> = {
  listTeams: { answer: pageOf(samples.team) },
  createTeam: { body: { name: samples.team.name }, answer: samples.team },
  readTeam: { answer: samples.team },
  updateTeam: {
    body: { keyRateLimitMax: samples.team.keyRateLimitMax },
    answer: samples.team,
  },
  deleteTeam: { answer: samples.team },
  transferTeam: { body: { memberId: ids.otherMember }, answer: { ...samples.team, role: "admin" } },
  listMembers: { answer: pageOf(samples.member) },
  updateMember: { body: { role: "admin" }, answer: { ...samples.member, role: "admin" } },
  removeMember: {
    body: { keys: { reassignTo: ids.member } },
    answer: { ...samples.member, status: "removed", liveKeys: 0 },
  },
  listGroups: { answer: pageOf(samples.group) },
  createGroup: { body: { groupName: "engineering", role: "developer" }, answer: samples.group },
  updateGroup: {
    body: { role: "viewer" },
    answer: { ...samples.group, role: "viewer", effectiveRole: "viewer" },
  },
  removeGroup: { answer: samples.group },
  listInvitations: { answer: pageOf(samples.invitation) },
  createInvitation: {
    body: { email: samples.invitation.email, role: "developer" },
    answer: { ...samples.invitation, url: samples.invitationUrl, isMailed: true },
  },
  resendInvitation: { answer: { ...samples.invitation, url: samples.invitationUrl, isMailed: true } },
  withdrawInvitation: { answer: { ...samples.invitation, status: "withdrawn" } },
  acceptInvitation: { body: { token: "TOKEN" }, answer: { ...samples.team, role: "developer" } },
};

const rules: Record<string, OperationExample> = {
  listEnvironments: { answer: pageOf(samples.environment) },
  createEnvironment: {
    body: { slug: "production", label: "Production", color: "red", requiresExpiry: true },
    answer: samples.environment,
  },
  updateEnvironment: { body: { requiresExpiry: true }, answer: samples.environment },
  reorderEnvironments: {
    body: { environmentIds: [ids.environment] },
    answer: pageOf(samples.environment),
  },
  previewEnvironmentPolicy: {
    body: { requiresExpiry: true },
    answer: {
      liveKeys: 12,
      brokenKeys: 1,
      data: [
        {
          id: ids.key,
          name: key.name,
          owner: key.owner.name,
          problems: ["Keys in this environment must expire"],
        },
      ],
    },
  },
  deleteEnvironment: { answer: samples.environment },
  listPermissions: { answer: pageOf(samples.permission) },
  createPermission: {
    body: { name: "invoices:read", description: "Read invoices" },
    answer: { ...samples.permission, listedByKeys: 0 },
  },
  updatePermission: { body: { description: "Read invoices" }, answer: samples.permission },
  deletePermission: { answer: samples.permission },
  listAuditEvents: {
    answer: { ...pageOf(samples.auditEvent), searchedBackTo: null, sealedUpTo: null },
    files: {
      "text/csv": "seq,occurredAt,action\r\n42,2026-01-05T09:00:00.000Z,key.create\r\n",
      "application/jsonl": '{"seq":42,"occurredAt":"2026-01-05T09:00:00.000Z","action":"key.create"}\n',
    },
  },
  verifyAuditEvents: { answer: { ok: true, events: 42, unverified: null, head: samples.auditEvent.hash } },
};

const personRow = {
  id: ids.otherUser,
  name: "Grace Hopper",
  email: "grace@example.com",
  isEmailVerified: true,
  status: "active",
  isInstanceOwner: false,
  hasTwoFactor: true,
  teamCount: 1,
  createdAt: "2026-01-05T09:00:00.000Z",
  lastSeenAt: "2026-01-12T16:20:30.000Z",
};

const person = {
  ...personRow,
  hasPassword: true,
  passkeys: 1,
  recoveryCodes: 10,
  providers: [{ provider: "github", linkedAt: "2026-01-05T09:00:00.000Z" }],
  teams: [
    {
      id: ids.team,
      slug: samples.team.slug,
      name: samples.team.name,
      role: "developer",
      status: "active",
      liveKeys: 3,
    },
  ],
  liveSessions: 1,
  signIns: [
    {
      id: ids.session,
      isLive: true,
      createdAt: "2026-01-12T09:00:00.000Z",
      lastSeenAt: "2026-01-12T16:20:30.000Z",
      address: "203.0.113.9",
      agent: "Mozilla/5.0",
    },
  ],
};

const instanceTeam = {
  id: ids.team,
  slug: samples.team.slug,
  name: samples.team.name,
  createdAt: "2026-01-05T09:00:00.000Z",
  suspendedAt: null,
  memberCount: 4,
  activeKeys: 12,
  requests7d: 18_204,
};

const instanceTeamDetail = {
  ...instanceTeam,
  suspendedBy: null,
  suspensionReason: null,
  keyRateLimitMax: { perMinute: 600, per10Seconds: null },
  members: [
    {
      userId: ids.otherUser,
      name: "Grace Hopper",
      email: "grace@example.com",
      role: "owner",
      status: "active",
    },
  ],
};

const instanceEvent = {
  ...samples.auditEvent,
  action: "sign_in.fail",
  actor: { type: "system", id: "failed-sign-in", name: null },
  target: { type: "user", id: ids.otherUser, name: "Grace Hopper" },
  changes: { attempts: 4 },
  address: "203.0.113.0/24",
};

const provisioningToken = {
  id: ids.provisioningToken,
  name: "Okta",
  hint: "be_scim_Ab3…x9Kd",
  createdAt: "2026-01-05T09:00:00.000Z",
  lastUsedAt: "2026-01-12T16:20:30.000Z",
};

const provisioning = {
  baseUrl: "https://console.example.com/scim/v2",
  tokens: [provisioningToken],
  keysAtOffboarding: "revoke",
  people: 120,
  groups: 4,
  lastRequestAt: "2026-01-12T16:20:30.000Z",
};

const administration: Record<string, OperationExample> = {
  listPeople: {
    answer: {
      ...pageOf(personRow),
      total: 1,
      counts: { all: 12, suspended: 1, withoutTwoFactor: 4, instanceOwners: 2 },
    },
  },
  readPerson: { answer: person },
  updatePerson: {
    body: { status: "suspended" },
    answer: { ...person, status: "suspended", liveSessions: 0 },
  },
  endPersonSessions: { answer: { endedSessions: 2 } },
  resetPersonTwoFactor: { answer: { ...person, hasTwoFactor: false, passkeys: 0, recoveryCodes: 0 } },
  verifyPersonEmail: { answer: person },
  createPersonPasswordReset: {
    answer: {
      url: "https://console.example.com/reset-password/TOKEN",
      expiresAt: "2026-01-13T09:00:00.000Z",
    },
  },
  listInstanceEvents: {
    answer: { ...pageOf(instanceEvent), searchedBackTo: null, sealedUpTo: null },
    files: {
      "text/csv": "seq,occurredAt,action\r\n7,2026-01-05T09:00:00.000Z,sign_in.fail\r\n",
      "application/jsonl": '{"seq":7,"occurredAt":"2026-01-05T09:00:00.000Z","action":"sign_in.fail"}\n',
    },
  },
  listInstanceTeams: {
    answer: { ...pageOf(instanceTeam), total: 1, counts: { all: 14, suspended: 1 } },
  },
  readInstanceTeam: { answer: instanceTeamDetail },
  updateInstanceTeam: {
    body: { status: "suspended", reason: "A key was leaked. Contact the security team." },
    answer: {
      ...instanceTeamDetail,
      activeKeys: 0,
      suspendedAt: "2026-01-12T16:20:30.000Z",
      suspendedBy: { id: ids.user, name: "Ada Lovelace" },
      suspensionReason: "A key was leaked. Contact the security team.",
    },
  },
  listSettings: {
    answer: {
      data: [
        { name: "PUBLIC_URL", value: "https://console.example.com", isSecret: false, source: "environment" },
        { name: "SESSION_SECRET", value: null, isSecret: true, source: "data_directory" },
        { name: "REQUEST_LOG_DAYS", value: "7", isSecret: false, source: "default" },
      ],
      providers: [{ id: "github", label: "GitHub" }],
      nextCursor: null,
    },
  },
  runInstanceChecks: {
    answer: {
      data: [
        { name: "Migrations", state: "ok", text: "The database is up to date." },
        {
          name: "Backups",
          state: "unknown",
          text: "No backups are scheduled. Set BACKUP_DIR, or make sure that something else backs up the database.",
        },
      ],
      nextCursor: null,
    },
  },
  readInstanceHealth: {
    answer: {
      version: "0.1.0",
      commit: "4f713f5e1c7a0d3b9e2f6a8c5d4b3e2f1a0c9b8d",
      commitDate: "2026-01-04T16:20:00.000Z",
      node: "24.11.1",
      startedAt: "2026-01-05T09:00:00.000Z",
      serve: "all",
      verifyThreads: 3,
      instances: 1,
      database: {
        kind: "server",
        version: "PostgreSQL 17.2",
        sizeBytes: 73_400_320,
        migrations: "current",
      },
      redis: "not_set",
      disk: { freeBytes: 42_949_672_960, totalBytes: 107_374_182_400 },
      backups: {
        everyHours: 24,
        lastSuccessAt: "2026-01-12T03:00:00.000Z",
        lastSizeBytes: 8_388_608,
        lastError: null,
        isLate: false,
      },
    },
  },
  readProvisioning: { answer: provisioning },
  updateProvisioning: {
    body: { keysAtOffboarding: "hand_over" },
    answer: { ...provisioning, keysAtOffboarding: "hand_over" },
  },
  createProvisioningToken: {
    body: { name: "Okta" },
    answer: { ...provisioningToken, lastUsedAt: null, token: "be_scim_TOKEN" },
  },
  deleteProvisioningToken: { answer: provisioningToken },
  testMail: { answer: { to: "ada@example.com", problem: null, responseCode: null } },
  verifyInstanceEvents: { answer: { ok: true, events: 42, unverified: null, head: samples.auditEvent.hash } },
};

/**
 * The examples by operationId. The lint of the document fails for an operation without one, and a test fails for an
 * example that does not match the route's schemas.
 */
export const operationExamples: Readonly<Record<string, OperationExample>> = {
  ...account,
  ...verification,
  ...keys,
  ...requests,
  ...resources,
  ...launches,
  ...teams,
  ...rules,
  ...administration,
  readOpenApiDocument: { answer: { openapi: "3.1.0", info: { title: "ByteEngine API" } } },
};
