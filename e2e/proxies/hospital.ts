import { expect } from "@playwright/test";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import type { RunningProxy } from "./client.ts";
import { change, generateKey } from "./console.ts";

/** A FHIR server behind the console. */
export interface Hospital {
  engine: FhirEngine;
  /** The path of its gateway. */
  path: string;
  /** A key that can read its data. */
  secret: string;
  /** Another one, only for these addresses. */
  createKey: (allowedIps: string[]) => Promise<string>;
}

const permissions = ["fhir.data:read"];

/** Registers a FHIR server of observations, and turns on its gateway, as pages do. */
export async function startHospital(proxy: RunningProxy, cookie: string): Promise<Hospital> {
  const engine = await startFhirEngine();
  await engine.seed(
    Array.from({ length: 5 }, (_, number) => ({
      resourceType: "Observation",
      id: `o${number}`,
      status: "final",
      code: { text: "Hemoglobin" },
    })),
  );
  const server = { name: "Hospital", baseUrl: engine.baseUrl, environment: "production" };
  const created = await change(proxy, "/fhir/servers", server, { cookie });
  expect(created.status, created.body).toBe(201);
  const { id } = JSON.parse(created.body);
  const gateway = { enabled: true, allowsKeys: true };
  const turnedOn = await change(proxy, `/fhir/servers/${id}/gateway`, gateway, { cookie, method: "PATCH" });
  expect(turnedOn.status, turnedOn.body).toBe(200);
  const generate = (fields: object) => generateKey(proxy, cookie, { name: "Data", permissions, ...fields });
  return {
    engine,
    path: `/v1/api/fhir/servers/${id}/fhir`,
    secret: await generate({}),
    createKey: (allowedIps) => generate({ allowedIps }),
  };
}
