import { filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute, defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  fhirReachSchema,
  fhirUsageQuery,
  fhirUsageSchema,
  setFhirCredentialSchema,
  updateFhirGatewaySchema,
} from "#lib/contract/resources/fhir-gateway.ts";
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
import { readFhirReach } from "#lib/services/fhir-servers/read-reach.ts";
import { readFhirUsage } from "#lib/services/fhir-servers/read-usage.ts";
import { removeFhirCredential } from "#lib/services/fhir-servers/remove-credential.ts";
import { setFhirCredential } from "#lib/services/fhir-servers/set-credential.ts";
import { updateFhirServer } from "#lib/services/fhir-servers/update.ts";
import { updateFhirGateway } from "#lib/services/fhir-servers/update-gateway.ts";
import { idParams } from "./params.ts";

const tag = "Health data";
const mayRead = { anyOf: ["fhir.servers:read"] };
const mayWrite = { anyOf: ["fhir.servers:write"] };
const mayWriteGateway = { anyOf: ["fhir.gateway:write"] };
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
  defineRoute({
    method: "PATCH",
    path: "/fhir/servers/{id}/gateway",
    operationId: "updateFhirGateway",
    summary: "Turn the gateway of a FHIR server on or off, or let API keys use it",
    tag,
    access: mayWriteGateway,
    asksAgain: {
      for: "keys",
      when: ({ body }) => body.enabled === true || body.allowsKeys === true,
      condition: "unless it only turns something off",
    },
    boundedKey: filteredByReach,
    params,
    body: updateFhirGatewaySchema,
    success: { status: 200, description: "The updated FHIR server", schema: fhirServerSchema },
    handle: (ctx, { params: { id }, body }) => updateFhirGateway(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "POST",
    path: "/fhir/servers/{id}/credential",
    operationId: "setFhirCredential",
    summary: "Set how the gateway authenticates at a FHIR server; the credential is never returned",
    tag,
    access: mayWriteGateway,
    asksAgain: "keys",
    boundedKey: filteredByReach,
    params,
    body: setFhirCredentialSchema,
    success: {
      status: 200,
      description: "The FHIR server, with the public key of backend services",
      schema: fhirServerSchema,
    },
    handle: (ctx, { params: { id }, body }) => setFhirCredential(ctx, { ...body, id }),
    replay: (ctx, id) => readFhirServer(ctx, { id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/fhir/servers/{id}/credential",
    operationId: "removeFhirCredential",
    summary: "Remove the credential of a FHIR server; the gateway no longer authenticates there",
    tag,
    access: mayWriteGateway,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: { status: 200, description: "The FHIR server without the credential", schema: fhirServerSchema },
    handle: (ctx, input) => removeFhirCredential(ctx, input.params),
  }),
  defineRoute({
    method: "GET",
    path: "/fhir/servers/{id}/reach",
    operationId: "readFhirReach",
    summary:
      "List the apps and keys that can reach the data of a FHIR server through its gateway; needs `apps:read` and `keys:read`, too",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: { status: 200, description: "The apps and keys", schema: fhirReachSchema },
    handle: (ctx, input) => readFhirReach(ctx, input.params),
  }),
  defineRoute({
    method: "GET",
    path: "/fhir/servers/{id}/usage",
    operationId: "readFhirUsage",
    summary: "Read how often the gateway of a FHIR server was used: by resource type, interaction and result",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    query: fhirUsageQuery,
    success: { status: 200, description: "The number of requests in each group", schema: fhirUsageSchema },
    handle: (ctx, { params: { id }, query }) => readFhirUsage(ctx, { ...query, id }),
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
