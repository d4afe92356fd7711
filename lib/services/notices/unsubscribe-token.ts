import { createHmac, timingSafeEqual } from "node:crypto";
import { isNoticeKind, isSecurityKind, type NoticeKind } from "#lib/domain/notices/notice-kinds.ts";

interface Unsubscription {
  userId: string;
  kind: NoticeKind;
}

function sign(secret: string, subject: string): string {
  return createHmac("sha256", secret).update(`byteengine unsubscribe\n${subject}`).digest("base64url");
}

/** A token that allows nothing but turning emails of this kind off for this person. It doesn't expire. */
export function createUnsubscribeToken({ userId, kind }: Unsubscription, secrets: readonly string[]): string {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("no session secret is set");
  const subject = `${userId}.${kind}`;
  return `${subject}.${sign(secret, subject)}`;
}

/** Null for a token that this console didn't sign, and for a kind that can't be turned off. */
export function readUnsubscribeToken(token: string, secrets: readonly string[]): Unsubscription | null {
  const [userId = "", kind = "", signature = ""] = token.split(".");
  if (!isNoticeKind(kind) || isSecurityKind(kind)) return null;
  const given = Buffer.from(signature);
  const isSigned = secrets.some((secret) => {
    const expected = Buffer.from(sign(secret, `${userId}.${kind}`));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return isSigned ? { userId, kind } : null;
}
