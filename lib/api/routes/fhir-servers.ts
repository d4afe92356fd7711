import { filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute, defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  checkFhirAddressSchema,
  createFhirServerSchema,
  fhirConnectionSchema,
  fhirServerPageSchema,
  fhirServerSchema,
  listFhirServersQuery,
  updateFhirServerSchema,
} from "#lib/contract/resources/fhir-servers.ts";
import { checkFhirServer } from "#lib/services/fhir-servers/check.ts";
import { checkFhirAddress } from "#lib/services/fhir-servers/check-address.ts";
import { createFhirServer } from "#lib/services/fhir-servers/create.ts";
import { deleteFhirServer } from "#lib/services/fhir-servers/delete.ts";
import { listFhirServers } from "#lib/services/fhir-servers/list.ts";
import { readFhirServer } from "#lib/services/fhir-servers/read.ts";
import { updateFhirServer } from "#lib/services/fhir-servers/update.ts";
import { idParams } from "./params.ts";

const tag = "Health data";
const mayRead = { anyOf: ["fhir.servers:read"] };
const mayWrite = { anyOf: ["fhir.servers:write"] };
const params = idParams("fhirServer");

/** A check sends a request to another server, so checks are limited and run one at a time. */
const limitCaller = () => ({ name: "fhir-check", limit: { perMinute: 60, per10Seconds: 20 } });

export const fhirServerRoutes = [
  defineRoute({
    method: "GET",
    path: "/fhir/servers",
    operationId: "listFhirServers",
    summary: "List the team's FHIR servers",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    query: listFhirServersQuery,
    success: { status: 200, description: "A page of FHIR servers", schema: fhirServerPageSchema },
    handle: (ctx, { query }) => listFhirServers(ctx, query),
  }),
  defineRoute({
    method: "POST",
    path: "/fhir/servers",
    operationId: "createFhirServer",
    summary: "Register a FHIR server",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    body: createFhirServerSchema,
    success: { status: 201, description: "The FHIR server", schema: fhirServerSchema },
    handle: (ctx, { body }) => createFhirServer(ctx, body),
    replay: (ctx, id) => readFhirServer(ctx, { id }),
  }),
  defineRoute({
    method: "GET",
    path: "/fhir/servers/{id}",
    operationId: "readFhirServer",
    summary: "Read a FHIR server",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: { status: 200, description: "The FHIR server", schema: fhirServerSchema },
    handle: (ctx, input) => readFhirServer(ctx, input.params),
  }),
  defineRoute({
    method: "PATCH",
    path: "/fhir/servers/{id}",
    operationId: "updateFhirServer",
    summary: "Update a FHIR server's name, URL or version",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    body: updateFhirServerSchema,
    success: { status: 200, description: "The updated FHIR server", schema: fhirServerSchema },
    handle: (ctx, { params: { id }, body }) => updateFhirServer(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/fhir/servers/{id}",
    operationId: "deleteFhirServer",
    summary: "Remove a FHIR server",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: { status: 200, description: "The removed FHIR server", schema: fhirServerSchema },
    handle: (ctx, input) => deleteFhirServer(ctx, input.params),
  }),
  defineHeavyRoute({
    method: "POST",
    path: "/fhir/servers/check",
    operationId: "checkFhirAddress",
    summary: "Check a FHIR server's address: whether it responds, before you register it",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: { effect: "filtered", by: ["resources"] },
    body: checkFhirAddressSchema,
    success: {
      status: 200,
      description: "The server that responded, or why the check failed",
      schema: fhirConnectionSchema,
    },
    handle: (ctx, { body }) => checkFhirAddress(ctx, body),
    limitCaller,
    heavy: { weight: 1, oneAtATime: "team" },
  }),
  defineHeavyRoute({
    method: "POST",
    path: "/fhir/servers/{id}/check",
    operationId: "checkFhirServer",
    summary: "Check whether a registered FHIR server responds",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: {
      status: 200,
      description: "The server that responded, or why the check failed",
      schema: fhirConnectionSchema,
    },
    handle: (ctx, input) => checkFhirServer(ctx, input.params),
    limitCaller,
    heavy: { weight: 1, oneAtATime: "team" },
  }),
];
