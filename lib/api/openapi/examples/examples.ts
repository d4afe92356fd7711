import * as things from "./things.ts";

/** What one operation's documentation shows. `body` belongs to those that take one. */
export interface OperationExample {
  body?: unknown;
  answer: unknown;
  /** Where the settings make it another one. */
  otherAnswer?: unknown;
}

const { ids, key, pageOf, secret } = things;

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
      team: { id: ids.team, slug: things.team.slug, name: things.team.name },
      role: "developer",
      environment: "production",
      owner: { type: "user", id: ids.user },
      permissions: key.effectivePermissions,
      resources: [],
      expiresAt: key.expiresAt,
      rateLimit: { perMinute: 1000, per10Seconds: 100 },
    },
  },
  listSessions: { answer: pageOf(things.session) },
  endSession: { answer: { ...things.session, current: false } },
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
      keyId: ids.key,
      teamId: ids.team,
      name: key.name,
      environment: "production",
      owner: { type: "user", id: ids.user },
      permissions: ["invoices:read"],
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
  listKeys: { answer: pageOf(key) },
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
  deleteKey: { body: { reason: "The service is gone" }, answer: { ...key, status: "revoked" } },
  rotateKey: { body: { gracePeriodSeconds: 86_400 }, answer: { ...things.rotatingKey, secret } },
  finishRotation: {
    answer: { ...things.rotatingKey, status: "active", secrets: things.rotatingKey.secrets.slice(0, 1) },
  },
  disableKey: { answer: { ...key, status: "disabled" } },
  enableKey: { answer: key },
  readKeyUsage: {
    answer: {
      from: "2026-01-05T00:00:00.000Z",
      to: "2026-01-12T00:00:00.000Z",
      total: 1204,
      data: [
        { by: "VALID", count: 1200 },
        { by: "RATE_LIMITED", count: 4 },
      ],
    },
  },
};

const connection = {
  ok: true,
  problem: null,
  message: "A FHIR server answers",
  fhirVersion: "4.0.1",
  software: "HAPI FHIR Server",
  durationMs: 182,
};

const resources: Record<string, OperationExample> = {
  listFhirServers: { answer: pageOf(things.fhirServer) },
  createFhirServer: {
    body: { name: "Ward records", baseUrl: "https://fhir.example.com/r4", environment: "production" },
    answer: things.fhirServer,
  },
  readFhirServer: { answer: things.fhirServer },
  updateFhirServer: {
    body: { name: "Ward records, east" },
    answer: { ...things.fhirServer, name: "Ward records, east" },
  },
  deleteFhirServer: { answer: things.fhirServer },
  checkFhirAddress: { body: { baseUrl: "https://fhir.example.com/r4" }, answer: connection },
  checkFhirServer: { answer: connection },
  listWorkers: { answer: pageOf(things.worker) },
  createWorker: {
    body: {
      name: things.worker.name,
      environment: "production",
      instructions: things.worker.instructions,
    },
    answer: things.worker,
  },
  readWorker: { answer: things.worker },
  updateWorker: { body: { status: "paused" }, answer: { ...things.worker, status: "paused" } },
  deleteWorker: { answer: things.worker },
};

const teams: Record<string, OperationExample> = {
  listTeams: { answer: pageOf(things.team) },
  createTeam: { body: { name: things.team.name }, answer: things.team },
  readTeam: { answer: things.team },
  updateTeam: {
    body: { keyRateLimitMax: things.team.keyRateLimitMax },
    answer: things.team,
  },
  deleteTeam: { answer: things.team },
  transferTeam: { body: { memberId: ids.otherMember }, answer: { ...things.team, role: "admin" } },
  listMembers: { answer: pageOf(things.member) },
  updateMember: { body: { role: "admin" }, answer: { ...things.member, role: "admin" } },
  removeMember: {
    body: { keys: { reassignTo: ids.member } },
    answer: { ...things.member, status: "removed", liveKeys: 0 },
  },
  listInvitations: { answer: pageOf(things.invitation) },
  createInvitation: {
    body: { email: things.invitation.email, role: "developer" },
    answer: { ...things.invitation, url: things.invitationUrl, isMailed: true },
  },
  resendInvitation: { answer: { ...things.invitation, url: things.invitationUrl, isMailed: true } },
  withdrawInvitation: { answer: { ...things.invitation, status: "withdrawn" } },
  acceptInvitation: { body: { token: "TOKEN" }, answer: { ...things.team, role: "developer" } },
};

const rules: Record<string, OperationExample> = {
  listEnvironments: { answer: pageOf(things.environment) },
  createEnvironment: {
    body: { slug: "production", label: "Production", color: "red", requiresExpiry: true },
    answer: things.environment,
  },
  updateEnvironment: { body: { requiresExpiry: true }, answer: things.environment },
  previewEnvironmentPolicy: {
    body: { requiresExpiry: true },
    answer: {
      liveKeys: 12,
      brokenKeys: 1,
      data: [{ id: ids.key, name: key.name, owner: key.owner.name, problems: ["It never expires"] }],
    },
  },
  deleteEnvironment: { answer: things.environment },
  listPermissions: { answer: pageOf(things.permission) },
  createPermission: {
    body: { name: "invoices:read", description: "Read invoices" },
    answer: { ...things.permission, listedByKeys: 0 },
  },
  updatePermission: { body: { description: "Read invoices" }, answer: things.permission },
  deletePermission: { answer: things.permission },
  listAuditEvents: { answer: pageOf(things.auditEvent) },
  verifyAuditEvents: { answer: { ok: true, events: 42, head: things.auditEvent.hash } },
};

/**
 * By operationId. The documentation's lint fails for an operation that has none, and a test when one no longer is what
 * its route takes or answers.
 */
export const operationExamples: Readonly<Record<string, OperationExample>> = {
  ...account,
  ...verification,
  ...keys,
  ...resources,
  ...teams,
  ...rules,
  readOpenApiDocument: { answer: { openapi: "3.1.0", info: { title: "ByteEngine API" } } },
};
