import { argon2Sync } from "node:crypto";

export const cheapPassword = "correct horse battery staple";

const [memory, nonce] = [64, Buffer.alloc(16, 7)];
const tag = argon2Sync("argon2id", {
  message: Buffer.from(cheapPassword),
  nonce,
  memory,
  passes: 1,
  parallelism: 1,
  tagLength: 32,
});

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}

/** The hash of `cheapPassword` with parameters so low that checking it takes no time. For tests about something else. */
export const cheapPasswordHash = `$argon2id$v=19$m=${memory},t=1,p=1$${encode(nonce)}$${encode(tag)}`;
