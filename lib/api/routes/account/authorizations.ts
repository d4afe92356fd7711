import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import { authorizeAppSchema, findPatientsSchema } from "#lib/contract/apps/launch.ts";
import { authorizedSchema, foundPatientsSchema } from "#lib/contract/apps/launch-output.ts";
import { findPatients } from "#lib/services/launch/authorization/find-patients.ts";
import { authorizeApp } from "#lib/services/launch/authorization/give-consent.ts";

const tag = "Account";

/** A person looks at a few patients, while a program could copy all of them. */
const limitCaller = () => ({ name: "find-patients", limit: { perMinute: 60, per10Seconds: 20 } });

/** What the page does on which people give apps access (ADR 0045). */
export const authorizationRoutes = [
  defineRoute({
    method: "POST",
    path: "/me/authorizations",
    operationId: "authorizeApp",
    summary: "Give an app access to a FHIR server, as it requested in the browser",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    body: authorizeAppSchema,
    success: { status: 201, description: "Where the browser goes next", schema: authorizedSchema },
    handle: (ctx, { body }) => authorizeApp(ctx, body),
  }),
  defineRoute({
    method: "POST",
    path: "/me/authorizations/patients",
    operationId: "findPatients",
    summary: "Find patients of the FHIR server that an app requests access to",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    limitCaller,
    body: findPatientsSchema,
    success: { status: 200, description: "The patients that were found", schema: foundPatientsSchema },
    handle: (ctx, { body }) => findPatients(ctx, body),
  }),
];
