"use client";

import type { z } from "zod";
import { type AppDto, appSchema, appWithSecretSchema } from "#lib/contract/apps/app-output.ts";
import { requestApi } from "../api-client.ts";

/** Identifies an app. Every request names the team and the app. */
type AppAddress = Pick<AppDto, "teamId" | "id">;

function pathOf({ id }: AppAddress, rest = ""): string {
  return `/apps/${encodeURIComponent(id)}${rest}`;
}

/** An app with its new secret. The secret is null if an earlier attempt, whose response was lost, created it. */
export type CreatedApp = z.infer<typeof appWithSecretSchema>;

/** `body` is a CreateAppInput. */
export function createApp(teamId: string, body: unknown, idempotencyKey: string) {
  return requestApi({
    method: "POST",
    path: "/apps",
    teamId,
    body,
    idempotencyKey,
    returnHash: "#register",
    schema: appWithSecretSchema,
  });
}

export function readApp(app: AppAddress) {
  return requestApi({ method: "GET", path: pathOf(app), teamId: app.teamId, schema: appSchema });
}

/** Changes the given fields. Fails if the app was changed after `expectedUpdatedAt`. */
export function updateApp(app: AppAddress, changes: object, expectedUpdatedAt: string) {
  const body = { ...changes, expectedUpdatedAt };
  return requestApi({ method: "PATCH", path: pathOf(app), teamId: app.teamId, body, schema: appSchema });
}

export function disableApp(app: AppAddress) {
  return requestApi({ method: "POST", path: pathOf(app, "/disable"), teamId: app.teamId, schema: appSchema });
}

export function enableApp(app: AppAddress) {
  return requestApi({ method: "POST", path: pathOf(app, "/enable"), teamId: app.teamId, schema: appSchema });
}

export function deleteApp(app: AppAddress) {
  return requestApi({ method: "DELETE", path: pathOf(app), teamId: app.teamId, schema: appSchema });
}

export function createAppSecret(app: AppAddress, gracePeriodSeconds: number, idempotencyKey: string) {
  return requestApi({
    method: "POST",
    path: pathOf(app, "/secrets"),
    teamId: app.teamId,
    body: { gracePeriodSeconds },
    idempotencyKey,
    schema: appWithSecretSchema,
  });
}

/** Ends a secret and the tokens that it got. */
export function endAppSecret(app: AppAddress, secretId: string) {
  const path = pathOf(app, `/secrets/${encodeURIComponent(secretId)}`);
  return requestApi({ method: "DELETE", path, teamId: app.teamId, schema: appSchema });
}
