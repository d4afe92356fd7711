"use client";

import { keySchema, keyUsageSchema, keyWithSecretSchema } from "#lib/schemas/keys.ts";
import { verifyAnswerSchema } from "#lib/schemas/verify.ts";
import { callApi } from "../api-client.ts";

/** Which team's key; every call names both. */
export interface KeyAddress {
  teamId: string;
  id: string;
}

function pathOf({ id }: KeyAddress, rest = ""): string {
  return `/keys/${encodeURIComponent(id)}${rest}`;
}

/** Not `crypto.randomUUID`, which plain http does not have. */
export function createIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

/** A body as CreateKeyInput has it, with times as text. */
export function createKey(teamId: string, body: unknown, idempotencyKey: string) {
  return callApi({
    method: "POST",
    path: "/keys",
    teamId,
    body,
    idempotencyKey,
    returnHash: "#generate",
    answer: keyWithSecretSchema,
  });
}

export function readKey(address: KeyAddress) {
  return callApi({ method: "GET", path: pathOf(address), teamId: address.teamId, answer: keySchema });
}

/** Changes what is named, unless the key was changed since the moment that the caller has seen. */
export function updateKey(address: KeyAddress, changes: object, expectedUpdatedAt: string) {
  const { teamId } = address;
  const body = { ...changes, expectedUpdatedAt };
  return callApi({ method: "PATCH", path: pathOf(address), teamId, body, answer: keySchema });
}

export function rotateKey(
  address: KeyAddress,
  body: { gracePeriodSeconds: number; currentSecretId: string | undefined },
  idempotencyKey: string,
) {
  return callApi({
    method: "POST",
    path: pathOf(address, "/rotate"),
    teamId: address.teamId,
    body,
    idempotencyKey,
    answer: keyWithSecretSchema,
  });
}

function post(address: KeyAddress, rest: string) {
  const path = pathOf(address, rest);
  return callApi({ method: "POST", path, teamId: address.teamId, answer: keySchema });
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
  return callApi({
    method: "DELETE",
    path: pathOf(address),
    teamId: address.teamId,
    body: reason === "" ? {} : { reason },
    answer: keySchema,
  });
}

/** Finds whose secret this is; the secret travels in the body, never in an address. */
export function lookUpKey(teamId: string, key: string) {
  return callApi({ method: "POST", path: "/keys/lookup", teamId, body: { key }, answer: keySchema });
}

export interface VerifyQuestion {
  /** The secret; it travels in the body. */
  key: string;
  permissions?: string[];
  environment?: string;
  ip?: string;
}

/** What a service would be told about a secret; spends none of the key's quota and counts as no call. */
export function tryKey(teamId: string, question: VerifyQuestion) {
  const body = { ...question, spend: false };
  return callApi({ method: "POST", path: "/keys/verify", teamId, body, answer: verifyAnswerSchema });
}

/** Which calls to count, grouped by the address they came from. */
export interface UsageQuery {
  /** ISO 8601. */
  from: string;
  /** Id of the one secret to count; empty: all of them. */
  secretId: string;
}

export function readUsage(address: KeyAddress, { from, secretId }: UsageQuery) {
  const query = new URLSearchParams({ from, by: "address", ...(secretId === "" ? {} : { secretId }) });
  const path = pathOf(address, `/usage?${query}`);
  return callApi({ method: "GET", path, teamId: address.teamId, answer: keyUsageSchema });
}

export type KeyResult = Awaited<ReturnType<typeof updateKey>>;
