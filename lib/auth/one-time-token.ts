import { hash, randomBytes } from "node:crypto";

/** 256 random bits, safe in an address. */
export function createOneTimeToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a token that travels by link: invitations, resets. 256 random bits need no slow hash (ADR 0001). */
export function hashOneTimeToken(token: string): Buffer {
  return hash("sha256", token, "buffer");
}
