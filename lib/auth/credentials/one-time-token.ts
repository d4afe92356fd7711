import { hash, randomBytes } from "node:crypto";

/** 256 random bits, URL-safe. */
export function createOneTimeToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The stored hash of a token that is sent as a link. 256 random bits need no slow hash (ADR 0001). */
export function hashOneTimeToken(token: string): Buffer {
  return hash("sha256", token, "buffer");
}
