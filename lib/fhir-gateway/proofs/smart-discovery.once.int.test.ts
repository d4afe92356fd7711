import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let engine: FhirEngine;
let base: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  engine = await startFhirEngine();
  const team = await insertTeam(database);
  base = gatewayUrl(server.origin, await insertGateway(database, team, { baseUrl: engine.baseUrl }));
});

afterAll(async () => {
  server.close();
  await engine.close();
  await runtime.close();
  await database.close();
});

describe("the SMART configuration", () => {
  const read = (headers: Record<string, string> = {}) =>
    fetch(`${base}/.well-known/smart-configuration`, { headers });

  test("is JSON for every Accept, with absolute addresses", async () => {
    for (const accept of ["application/json", "application/fhir+xml", "text/html", "*/*"]) {
      const response = await read({ accept });
      expect([response.status, response.headers.get("content-type")]).toEqual([
        200,
        expect.stringMatching(/^application\/json\b/),
      ]);
      const body: Record<string, unknown> = await response.json();
      const addresses = Object.entries(body).filter(([name]) => /_(?:endpoint|uri)$/.test(name));
      expect(addresses.length).toBeGreaterThan(0);
      for (const [, address] of addresses) expect(address).toMatch(`${server.origin}/`);
    }
  });

  test("lists exactly what works", async () => {
    const body = await (await read()).json();
    expect(body).toMatchObject({
      token_endpoint: `${server.issuer}/token`,
      authorization_endpoint: `${server.issuer}/authorize`,
      grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: expect.arrayContaining([
        "private_key_jwt",
        "client_secret_basic",
        "none",
      ]),
      token_endpoint_auth_signing_alg_values_supported: expect.arrayContaining(["RS384", "ES384"]),
      scopes_supported: expect.arrayContaining([
        "openid",
        "fhirUser",
        "launch",
        "offline_access",
        "system/*.rs",
      ]),
    });
    // Each has a test in docs/security/smart-app-launch.md.
    expect(body.capabilities).toEqual([
      ...["launch-ehr", "launch-standalone", "authorize-post"],
      ...["client-public", "client-confidential-symmetric", "client-confidential-asymmetric"],
      ...["sso-openid-connect", "context-banner"],
      ...["context-ehr-patient", "context-ehr-encounter", "context-standalone-patient"],
      ...["permission-offline", "permission-patient", "permission-user", "permission-v1", "permission-v2"],
    ]);
    const unsupported = /online_access|profile|fhirContext|\?/;
    expect(body.scopes_supported.filter((scope: string) => unsupported.test(scope))).toEqual([]);
  });

  test("can be read from any origin", async () => {
    for (const path of ["/.well-known/smart-configuration", "/metadata"]) {
      const headers = { origin: "https://elsewhere.example.com" };
      const response = await fetch(`${base}${path}`, { headers });
      expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    }
  });
});

test("the CapabilityStatement names the gateway and where tokens are requested, and not the server", async () => {
  const text = await (await fetch(`${base}/metadata`)).text();
  expect(text).not.toContain(engine.baseUrl);
  const statement = JSON.parse(text);
  expect(statement).toMatchObject({ resourceType: "CapabilityStatement", fhirVersion: "4.0.1" });
  // Clients of SMART 1.0 and fhir-kit-client read it here.
  expect(JSON.stringify(statement.rest)).toContain(`${server.issuer}/token`);
});
