import { filteredByGrant, filteredByReach, refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  createAppRuleSchema,
  createTrustedIssuerSchema,
  listTrustedIssuersQuery,
  updateTrustedIssuerSchema,
} from "#lib/contract/apps/federation.ts";
import {
  appRuleListSchema,
  exchangeRefusalListSchema,
  trustedIssuerPageSchema,
  trustedIssuerSchema,
} from "#lib/contract/apps/federation-output.ts";
import { createTrustedIssuer } from "#lib/services/federation/issuers/create.ts";
import { deleteTrustedIssuer } from "#lib/services/federation/issuers/delete.ts";
import { listTrustedIssuers } from "#lib/services/federation/issuers/list.ts";
import { readTrustedIssuer } from "#lib/services/federation/issuers/read.ts";
import { updateTrustedIssuer } from "#lib/services/federation/issuers/update.ts";
import { createAppRule } from "#lib/services/federation/rules/create.ts";
import { deleteAppRule } from "#lib/services/federation/rules/delete.ts";
import { listAppRules } from "#lib/services/federation/rules/list.ts";
import { listExchangeRefusals } from "#lib/services/federation/rules/list-refusals.ts";
import { appRuleParams, idParams } from "../params.ts";

const tag = "Apps";
const mayRead = { anyOf: ["apps:read"] };
const mayWrite = { anyOf: ["apps:write"] };
const ofIssuer = idParams("trustedIssuer");
const ofApp = idParams("app");

const issuer = (description: string) => ({ status: 200, description, schema: trustedIssuerSchema }) as const;
const rules = (status: 200 | 201, description: string) => ({
  status,
  description,
  schema: appRuleListSchema,
});

/** Issuers belong to the team: apps of every environment can have rules about them. */
export const federationRoutes = [
  defineRoute({
    method: "GET",
    path: "/trusted-issuers",
    operationId: "listTrustedIssuers",
    summary: "List the issuers whose machines can get tokens of apps",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: refused,
    query: listTrustedIssuersQuery,
    success: { status: 200, description: "A page of issuers", schema: trustedIssuerPageSchema },
    handle: (ctx, { query }) => listTrustedIssuers(ctx, query),
  }),
  defineRoute({
    method: "POST",
    path: "/trusted-issuers",
    operationId: "createTrustedIssuer",
    summary: "Trust an issuer of identity tokens; rules of apps decide what for",
    tag,
    access: mayWrite,
    asksAgain: "keys",
    boundedKey: refused,
    body: createTrustedIssuerSchema,
    success: { status: 201, description: "The issuer", schema: trustedIssuerSchema },
    handle: (ctx, { body }) => createTrustedIssuer(ctx, body),
    replay: (ctx, id) => readTrustedIssuer(ctx, { id }),
  }),
  defineRoute({
    method: "GET",
    path: "/trusted-issuers/{id}",
    operationId: "readTrustedIssuer",
    summary: "Read a trusted issuer",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: refused,
    params: ofIssuer,
    success: issuer("The issuer"),
    handle: (ctx, input) => readTrustedIssuer(ctx, input.params),
  }),
  defineRoute({
    method: "PATCH",
    path: "/trusted-issuers/{id}",
    operationId: "updateTrustedIssuer",
    summary:
      "Update an issuer's name or public keys; other keys end the tokens that were got with the previous ones",
    tag,
    access: mayWrite,
    asksAgain: {
      for: "keys",
      when: ({ body }) => body.jwks !== undefined,
      condition: "unless only the name changes",
    },
    boundedKey: refused,
    params: ofIssuer,
    body: updateTrustedIssuerSchema,
    success: issuer("The updated issuer"),
    handle: (ctx, { params: { id }, body }) => updateTrustedIssuer(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/trusted-issuers/{id}",
    operationId: "deleteTrustedIssuer",
    summary: "Stop trusting an issuer: its rules, and the tokens that were got by them, end now",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: refused,
    params: ofIssuer,
    success: issuer("The issuer"),
    handle: (ctx, input) => deleteTrustedIssuer(ctx, input.params),
  }),
  defineRoute({
    method: "GET",
    path: "/apps/{id}/rules",
    operationId: "listAppRules",
    summary: "List the rules by which machines get tokens of an app without a secret",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: ofApp,
    success: rules(200, "The rules"),
    handle: (ctx, input) => listAppRules(ctx, input.params),
  }),
  defineRoute({
    method: "POST",
    path: "/apps/{id}/rules",
    operationId: "createAppRule",
    summary: "Let machines that a trusted issuer identifies get tokens of an app",
    tag,
    access: mayWrite,
    asksAgain: "keys",
    boundedKey: filteredByGrant,
    params: ofApp,
    body: createAppRuleSchema,
    success: rules(201, "The rules, with the new one"),
    handle: (ctx, { params: { id }, body }) => createAppRule(ctx, { ...body, id }),
    replay: (ctx, id) => listAppRules(ctx, { id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/apps/{id}/rules/{ruleId}",
    operationId: "deleteAppRule",
    summary: "Remove a rule of an app: the tokens that were got by it end now",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: appRuleParams,
    success: rules(200, "The other rules"),
    handle: (ctx, input) => deleteAppRule(ctx, input.params),
  }),
  defineRoute({
    method: "GET",
    path: "/apps/{id}/refusals",
    operationId: "listExchangeRefusals",
    summary: "List why tokens of trusted issuers were not exchanged for tokens of an app",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: ofApp,
    success: { status: 200, description: "The last refusals", schema: exchangeRefusalListSchema },
    handle: (ctx, input) => listExchangeRefusals(ctx, input.params),
  }),
];
