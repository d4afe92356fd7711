import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute, defineRoute } from "#lib/api/pipeline/define-route.ts";
import { heavySearch } from "#lib/api/pipeline/heavy-request.ts";
import { idParams } from "#lib/api/routes/params.ts";
import {
  instancePersonSchema,
  listPeopleQuery,
  peoplePageSchema,
  personPasswordResetSchema,
  updatePersonSchema,
} from "#lib/contract/instance/people.ts";
import { endedSessionsSchema } from "#lib/contract/people/sessions.ts";
import { createPersonPasswordReset } from "#lib/services/instance/people/create-password-reset.ts";
import { endPersonSessions } from "#lib/services/instance/people/end-sessions.ts";
import { listPeople } from "#lib/services/instance/people/list.ts";
import { readPerson } from "#lib/services/instance/people/read.ts";
import { resetPersonTwoFactor } from "#lib/services/instance/people/reset-two-factor.ts";
import { updatePerson } from "#lib/services/instance/people/update.ts";
import { verifyPersonEmail } from "#lib/services/instance/people/verify-email.ts";

const shared = { tag: "Administration", access: "instanceOwner", boundedKey: refused } as const;

const person = { status: 200, description: "The person", schema: instancePersonSchema } as const;

export const peopleRoutes = [
  defineHeavyRoute({
    ...shared,
    method: "GET",
    path: "/instance/people",
    operationId: "listPeople",
    summary: "List or search everyone with an account on this console",
    asksAgain: "never",
    query: listPeopleQuery,
    heavy: heavySearch,
    success: { status: 200, description: "A page of people, by name", schema: peoplePageSchema },
    handle: (ctx, { query }) => listPeople(ctx, query),
  }),
  defineRoute({
    ...shared,
    method: "GET",
    path: "/instance/people/{id}",
    operationId: "readPerson",
    summary: "Read a person's account: teams, ways to sign in and latest sign-ins",
    asksAgain: "never",
    params: idParams("user"),
    success: person,
    handle: (ctx, { params }) => readPerson(ctx, params),
  }),
  defineRoute({
    ...shared,
    method: "PATCH",
    path: "/instance/people/{id}",
    operationId: "updatePerson",
    summary: "Suspend another person's account, or reinstate it",
    asksAgain: {
      for: "account",
      when: ({ body }) => body.status === "active",
      condition: "unless the person is suspended",
    },
    params: idParams("user"),
    body: updatePersonSchema,
    success: person,
    handle: (ctx, { params, body }) => updatePerson(ctx, { ...body, ...params }),
  }),
  defineRoute({
    ...shared,
    method: "DELETE",
    path: "/instance/people/{id}/sessions",
    operationId: "endPersonSessions",
    summary: "Sign another person out everywhere",
    asksAgain: "never",
    params: idParams("user"),
    success: { status: 200, description: "How many sessions were ended", schema: endedSessionsSchema },
    handle: (ctx, { params }) => endPersonSessions(ctx, params),
  }),
  defineRoute({
    ...shared,
    method: "DELETE",
    path: "/instance/people/{id}/two-factor",
    operationId: "resetPersonTwoFactor",
    summary: "Turn off two-factor authentication for another person who lost their second factor",
    asksAgain: "account",
    params: idParams("user"),
    success: person,
    handle: (ctx, { params }) => resetPersonTwoFactor(ctx, params),
  }),
  defineRoute({
    ...shared,
    method: "POST",
    path: "/instance/people/{id}/email-verification",
    operationId: "verifyPersonEmail",
    summary: "Record that an email address belongs to its person",
    asksAgain: "account",
    params: idParams("user"),
    success: person,
    handle: (ctx, { params }) => verifyPersonEmail(ctx, params),
  }),
  defineRoute({
    ...shared,
    method: "POST",
    path: "/instance/people/{id}/password-resets",
    operationId: "createPersonPasswordReset",
    summary: "Create a link with which another person sets a new password",
    asksAgain: "account",
    params: idParams("user"),
    success: {
      status: 201,
      description: "The link, which is shown only in this response",
      schema: personPasswordResetSchema,
    },
    handle: (ctx, { params }) => createPersonPasswordReset(ctx, params),
  }),
];
