import { filteredByReach, refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  createLaunchSchema,
  linkPersonSchema,
  listGrantsQuery,
  listPeopleQuery,
} from "#lib/contract/apps/launch.ts";
import {
  grantPageSchema,
  grantSchema,
  launchSchema,
  personLinkPageSchema,
  personLinkSchema,
} from "#lib/contract/apps/launch-output.ts";
import { endAppGrant } from "#lib/services/launch/grants/manage/end-of-app.ts";
import { endMyGrant } from "#lib/services/launch/grants/manage/end-own.ts";
import { listAppGrants } from "#lib/services/launch/grants/manage/list.ts";
import { listMyGrants } from "#lib/services/launch/grants/manage/list-own.ts";
import { createAppLaunch } from "#lib/services/launch/launches/create.ts";
import { linkFhirPerson } from "#lib/services/launch/people/link.ts";
import { listFhirPeople } from "#lib/services/launch/people/list.ts";
import { unlinkFhirPerson } from "#lib/services/launch/people/unlink.ts";
import { appGrantParams, fhirPersonParams, idParams } from "../params.ts";

const ofApp = idParams("app");
const mayLink = { anyOf: ["fhir.gateway:write"] };

const grants = { status: 200, description: "A page of grants", schema: grantPageSchema } as const;
const ended = { status: 200, description: "The ended grant", schema: grantSchema } as const;
const link = (description: string) => ({ status: 200, description, schema: personLinkSchema }) as const;

/** Apps that people launch, what people gave them, and who people are on FHIR servers (ADR 0045). */
export const launchRoutes = [
  defineRoute({
    method: "POST",
    path: "/apps/{id}/launches",
    operationId: "createAppLaunch",
    summary:
      "Open an app from a record: the app gets the context once, within five minutes, after the person agrees",
    tag: "Apps",
    access: { anyOf: ["fhir.data:read"] },
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: ofApp,
    body: createLaunchSchema,
    success: {
      status: 201,
      description: "The address to open. It is returned only once",
      schema: launchSchema,
    },
    handle: (ctx, { params: { id }, body }) => createAppLaunch(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "GET",
    path: "/apps/{id}/grants",
    operationId: "listAppGrants",
    summary: "List what people gave an app when they authorized it; patients are never named",
    tag: "Apps",
    access: { anyOf: ["apps:read"] },
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: ofApp,
    query: listGrantsQuery,
    success: grants,
    handle: (ctx, { params: { id }, query }) => listAppGrants(ctx, { ...query, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/apps/{id}/grants/{grantId}",
    operationId: "endAppGrant",
    summary: "End a grant of an app: its tokens stop working now",
    tag: "Apps",
    access: { anyOf: ["apps:write"] },
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: appGrantParams,
    success: ended,
    handle: (ctx, input) => endAppGrant(ctx, input.params),
  }),
  defineRoute({
    method: "GET",
    path: "/me/grants",
    operationId: "listMyGrants",
    summary: "List the apps that you authorized, in all teams",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    query: listGrantsQuery,
    success: grants,
    handle: (ctx, { query }) => listMyGrants(ctx, query),
  }),
  defineRoute({
    method: "DELETE",
    path: "/me/grants/{id}",
    operationId: "endMyGrant",
    summary: "End a grant that you gave an app: its tokens stop working now",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    params: idParams("appGrant"),
    success: ended,
    handle: (ctx, input) => endMyGrant(ctx, input.params),
  }),
  defineRoute({
    method: "GET",
    path: "/fhir/servers/{id}/people",
    operationId: "listFhirPeople",
    summary: "List who the team's members are on a FHIR server",
    tag: "Health data",
    access: mayLink,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: idParams("fhirServer"),
    query: listPeopleQuery,
    success: { status: 200, description: "A page of links", schema: personLinkPageSchema },
    handle: (ctx, { params: { id }, query }) => listFhirPeople(ctx, { ...query, id }),
  }),
  defineRoute({
    method: "PUT",
    path: "/fhir/servers/{id}/people/{userId}",
    operationId: "linkFhirPerson",
    summary: "Say who a member of the team is on a FHIR server; replaces the previous link",
    tag: "Health data",
    access: mayLink,
    asksAgain: "keys",
    boundedKey: filteredByReach,
    params: fhirPersonParams,
    body: linkPersonSchema,
    success: link("The link"),
    handle: (ctx, { params, body }) => linkFhirPerson(ctx, { ...params, ...body }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/fhir/servers/{id}/people/{userId}",
    operationId: "unlinkFhirPerson",
    summary: "Remove who a member of the team is on a FHIR server",
    tag: "Health data",
    access: mayLink,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: fhirPersonParams,
    success: link("The removed link"),
    handle: (ctx, input) => unlinkFhirPerson(ctx, input.params),
  }),
];
