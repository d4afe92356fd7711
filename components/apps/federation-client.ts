"use client";

import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { appRuleListSchema, trustedIssuerSchema } from "#lib/contract/apps/federation-output.ts";
import { requestApi } from "../api-client.ts";

type IssuerAddress = { teamId: string; id: string };
type AppAddress = Pick<AppDto, "teamId" | "id">;

/** `body` is a CreateTrustedIssuerInput. */
export function createTrustedIssuer(teamId: string, body: unknown, idempotencyKey: string) {
  return requestApi({
    method: "POST",
    path: "/trusted-issuers",
    teamId,
    body,
    idempotencyKey,
    schema: trustedIssuerSchema,
  });
}

function pathOf({ id }: IssuerAddress): string {
  return `/trusted-issuers/${encodeURIComponent(id)}`;
}

/** `changes` is an UpdateTrustedIssuerInput. */
export function updateTrustedIssuer(issuer: IssuerAddress, changes: object) {
  const { teamId } = issuer;
  return requestApi({
    method: "PATCH",
    path: pathOf(issuer),
    teamId,
    body: changes,
    schema: trustedIssuerSchema,
  });
}

/** Ends its rules, and the tokens that were got by them. */
export function deleteTrustedIssuer(issuer: IssuerAddress) {
  const { teamId } = issuer;
  return requestApi({ method: "DELETE", path: pathOf(issuer), teamId, schema: trustedIssuerSchema });
}

function rulesPathOf({ id }: AppAddress): string {
  return `/apps/${encodeURIComponent(id)}/rules`;
}

/** `body` is a CreateAppRuleInput. */
export function createAppRule(app: AppAddress, body: unknown) {
  const { teamId } = app;
  return requestApi({ method: "POST", path: rulesPathOf(app), teamId, body, schema: appRuleListSchema });
}

/** Ends the tokens that were got by the rule. */
export function deleteAppRule(app: AppAddress, ruleId: string) {
  const path = `${rulesPathOf(app)}/${encodeURIComponent(ruleId)}`;
  return requestApi({ method: "DELETE", path, teamId: app.teamId, schema: appRuleListSchema });
}
