import { createHmac } from "node:crypto";
import { cutAgent } from "#lib/auth/session/session-life.ts";
import type { FailureCollector, FailureKind } from "#lib/domain/audit/failed-sign-ins.ts";
import { getSurroundingNetwork } from "#lib/domain/network/address.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** What noting a failure needs from a sign-in. */
export interface FailingSignIn extends Pick<ServiceContext, "request" | "now"> {
  runtime: Pick<ServiceContext["runtime"], "secrets"> & { failedSignIns: FailureCollector };
}

type Account =
  /** What was typed, and the same as an email address if it is one. */
  { typed: string; email: string | null } | { userId: string };

/**
 * A digest of what was typed. Its key keeps anyone who reads the log from guessing addresses, and people sometimes type
 * their password in the field of the email address.
 */
function digestAccount(secrets: FailingSignIn["runtime"]["secrets"], text: string): string {
  const [secret = ""] = secrets.audit;
  return createHmac("sha256", secret).update("sign-in ").update(text).digest("base64url").slice(0, 22);
}

/**
 * Counts a failed sign-in, which becomes part of an event once its minute is over. It does the same for every account and
 * only in memory, so the answer's time reveals nothing.
 */
export function noteFailure(signIn: FailingSignIn, kind: FailureKind, account: Account): void {
  const { runtime, request, now } = signIn;
  const isKnown = "userId" in account;
  runtime.failedSignIns.add({
    kind,
    accountDigest: digestAccount(
      runtime.secrets,
      isKnown ? account.userId : (account.email ?? account.typed),
    ),
    email: isKnown ? null : account.email,
    userId: isKnown ? account.userId : null,
    network: request.address === null ? null : getSurroundingNetwork(request.address),
    agent: cutAgent(request.agent),
    requestId: request.id,
    at: now,
  });
}
