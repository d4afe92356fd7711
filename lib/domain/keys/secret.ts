import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const prefix = "be_";
const provisioningPrefix = "be_scim_";
const appPrefix = "be_app_";
const tokenPrefix = "bet_";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 40;
/** 256 bits. */
const longRandomLength = 43;
const checksumLength = 6;

/** Finds this project's secrets in any text. Secret scanners use the same expression. */
export const secretPattern = /\bbe_[0-9A-Za-z]{46}\b/g;

const wholeSecretPattern = /^be_[0-9A-Za-z]{46}$/;

const provisioningTokenPattern = /\bbe_scim_[0-9A-Za-z]{49}\b/g;

const wholeProvisioningTokenPattern = /^be_scim_[0-9A-Za-z]{49}$/;

const appSecretPattern = /\bbe_app_[0-9A-Za-z]{49}\b/g;

const wholeAppSecretPattern = /^be_app_[0-9A-Za-z]{49}$/;

const accessTokenPattern = /\bbet_[0-9A-Za-z]{49}\b/g;

const wholeAccessTokenPattern = /^bet_[0-9A-Za-z]{49}$/;

/** What apps get on behalf of people: refresh tokens, authorization codes, and handles of launches. */
const launchSecretPattern = /\bbe[rcl]_[0-9A-Za-z]{49}\b/g;

type ReadRandomBytes = (count: number) => Uint8Array;

function createChecked(start: string, length: number, readRandomBytes: ReadRandomBytes): string {
  let random = "";
  while (random.length < length) {
    for (const byte of readRandomBytes(length)) {
      // 248 = 4 × 62. Larger bytes would make the first characters more likely.
      if (byte < 248 && random.length < length) random += alphabet.charAt(byte % alphabet.length);
    }
  }
  const body = start + random;
  return body + computeChecksum(body);
}

/** `be_`, 40 random base62 characters (238 bits) and a checksum of 6 characters (ADR 0001). */
export function createSecret(readRandomBytes: ReadRandomBytes = randomBytes): string {
  return createChecked(prefix, randomLength, readRandomBytes);
}

/** A directory's token: `be_scim_`, 43 random base62 characters (256 bits) and a checksum (ADR 0033). */
export function createProvisioningToken(): string {
  return createChecked(provisioningPrefix, longRandomLength, randomBytes);
}

/** An app's client secret: `be_app_`, 43 random base62 characters (256 bits) and a checksum (ADR 0042). */
export function createAppSecret(): string {
  return createChecked(appPrefix, longRandomLength, randomBytes);
}

/** An access token of an app: `bet_`, 43 random base62 characters (256 bits) and a checksum (ADR 0042). */
export function createAccessToken(): string {
  return createChecked(tokenPrefix, longRandomLength, randomBytes);
}

/** A refresh token: `ber_`, 43 random base62 characters and a checksum (ADR 0045). */
export function createRefreshToken(): string {
  return createChecked("ber_", longRandomLength, randomBytes);
}

/** An authorization code: `bec_`, 43 random base62 characters and a checksum (ADR 0045). */
export function createAuthorizationCode(): string {
  return createChecked("bec_", longRandomLength, randomBytes);
}

/** The handle of a launch: `bel_`, 43 random base62 characters and a checksum (ADR 0045). */
export function createLaunchHandle(): string {
  return createChecked("bel_", longRandomLength, randomBytes);
}

function hasRightChecksum(text: string): boolean {
  return computeChecksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength);
}

/** CRC-32 of the text as 6 base62 digits, most significant first. */
function computeChecksum(body: string): string {
  let rest = crc32(body);
  let digits = "";
  for (let i = 0; i < checksumLength; i++) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

/** Whether the text has the form of a secret and a valid checksum. Does not use the database. */
export function isWellFormedSecret(text: string): boolean {
  return wholeSecretPattern.test(text) && hasRightChecksum(text);
}

/** The same for a directory's token. */
export function isWellFormedProvisioningToken(text: string): boolean {
  return wholeProvisioningTokenPattern.test(text) && hasRightChecksum(text);
}

/** The same for an app's client secret. */
export function isWellFormedAppSecret(text: string): boolean {
  return wholeAppSecretPattern.test(text) && hasRightChecksum(text);
}

/** The same for an opaque access token. */
export function isWellFormedAccessToken(text: string): boolean {
  return wholeAccessTokenPattern.test(text) && hasRightChecksum(text);
}

const secretPatterns = [
  secretPattern,
  provisioningTokenPattern,
  appSecretPattern,
  accessTokenPattern,
  launchSecretPattern,
];

/** Whether the text contains a complete secret or token of any kind with a valid checksum. */
export function containsSecret(text: string): boolean {
  return secretPatterns.some((pattern) => text.match(pattern)?.some(hasRightChecksum) === true);
}

/** The SHA-256 of the whole secret, which the database stores (ADR 0001). */
export function hashSecret(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
