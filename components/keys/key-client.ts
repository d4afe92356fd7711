"use client";

import { keySchema, keyWithSecretSchema } from "#lib/contract/keys/keys.ts";
import { keyUsageSchema } from "#lib/contract/keys/usage.ts";
import { verifyAnswerSchema } from "#lib/contract/keys/verify.ts";
import { requestApi } from "../api-client.ts";

/** Identifies a key. Every request names the team and the key. */
export interface KeyAddress {
  teamId: string;
  id: string;
}

function pathOf({ id }: KeyAddress, rest = ""): string {
  return `/keys/${encodeURIComponent(id)}${rest}`;
}

/** `crypto.randomUUID` isn't available over plain HTTP. */
export function createIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

/** `body` is a CreateKeyInput with times as strings. */
export function createKey(teamId: string, body: unknown, idempotencyKey: string) {
  return requestApi({
    method: "POST",
    path: "/keys",
    teamId,
    body,
    idempotencyKey,
    returnHash: "#generate",
    schema: keyWithSecretSchema,
  });
}

export function readKey(address: KeyAddress, signal?: AbortSignal) {
  const { teamId } = address;
  return requestApi({ method: "GET", path: pathOf(address), teamId, signal, schema: keySchema });
}

/** Changes the given fields. Fails if the key was changed after `expectedUpdatedAt`. */
export function updateKey(address: KeyAddress, changes: object, expectedUpdatedAt: string) {
  const { teamId } = address;
  const body = { ...changes, expectedUpdatedAt };
  return requestApi({ method: "PATCH", path: pathOf(address), teamId, body, schema: keySchema });
}

export function rotateKey(
  address: KeyAddress,
  body: { gracePeriodSeconds: number; currentSecretId: string | undefined },
  idempotencyKey: string,
) {
  return requestApi({
    method: "POST",
    path: pathOf(address, "/rotate"),
    teamId: address.teamId,
    body,
    idempotencyKey,
    schema: keyWithSecretSchema,
  });
}

function post(address: KeyAddress, rest: string) {
  const path = pathOf(address, rest);
  return requestApi({ method: "POST", path, teamId: address.teamId, schema: keySchema });
}

export function finishRotation(address: KeyAddress) {
  return post(address, "/rotate/finish");
}

export function disableKey(address: KeyAddress) {
  return post(address, "/disable");
}

export function enableKey(address: KeyAddress) {
  return post(address, "/enable");
}

export function deleteKey(address: KeyAddress, reason: string) {
  return requestApi({
    method: "DELETE",
    path: pathOf(address),
    teamId: address.teamId,
    body: reason === "" ? {} : { reason },
    schema: keySchema,
  });
}

/** Finds the key of a secret. The secret is sent in the body, never in a URL. */
export function lookUpKey(teamId: string, key: string) {
  return requestApi({ method: "POST", path: "/keys/lookup", teamId, body: { key }, schema: keySchema });
}

export interface VerifyInput {
  /** The secret. */
  key: string;
  permissions?: string[];
  environment?: string;
  ip?: string;
}

/** Verifies a secret as a service would, without using its rate limit or counting as a request. */
export function testKey(teamId: string, input: VerifyInput) {
  const body = { ...input, spend: false };
  return requestApi({ method: "POST", path: "/keys/verify", teamId, body, schema: verifyAnswerSchema });
}

/** Which requests to count. They are grouped by IP address. */
export interface UsageQuery {
  /** ISO 8601. */
  from: string;
  /** The ID of one secret, or empty for all secrets. */
  secretId: string;
}

export function readUsage(address: KeyAddress, { from, secretId }: UsageQuery, signal: AbortSignal) {
  const query = new URLSearchParams({ from, by: "address", ...(secretId === "" ? {} : { secretId }) });
  const path = pathOf(address, `/usage?${query}`);
  return requestApi({ method: "GET", path, teamId: address.teamId, signal, schema: keyUsageSchema });
}

export type KeyResult = Awaited<ReturnType<typeof updateKey>>;
