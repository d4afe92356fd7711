import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { appTexts } from "./texts.ts";

export type AppAction = "edit" | "disable" | "enable" | "delete" | "createSecret" | "endSecret";

type AppSecret = AppDto["secrets"][number];

/** Whether the secret works at this time, apart from what its app allows. */
export function isWorking({ endsAt }: AppSecret, nowMs: number): boolean {
  return endsAt === null || Date.parse(endsAt) > nowMs;
}

/** The secret that replaced the others. Undefined if the app uses public keys, or all secrets have ended. */
export function findCurrentSecret({ secrets }: Pick<AppDto, "secrets">): AppSecret | undefined {
  return secrets.find(({ endsAt }) => endsAt === null);
}

/** Secrets in their grace period. */
export function listPreviousSecrets({ secrets }: Pick<AppDto, "secrets">, nowMs: number): AppSecret[] {
  return secrets.filter((secret) => secret.endsAt !== null && isWorking(secret, nowMs));
}

export function hasPublicKeys({ jwks, jwksUri }: Pick<AppDto, "jwks" | "jwksUri">): boolean {
  return jwks !== null || jwksUri !== null;
}

/** Whether the app gets tokens only by rules about trusted issuers. */
export function isKeyless(app: Pick<AppDto, "kind" | "secrets" | "jwks" | "jwksUri">): boolean {
  return app.kind === "service" && app.secrets.length === 0 && !hasPublicKeys(app);
}

/** What the app proves itself with, in a few words. `isHint`: it is the hint of a secret. */
export function describeProof(app: AppDto, nowMs: number): { text: string; isHint: boolean } {
  const { proof } = appTexts;
  if (app.jwksUri !== null)
    return { text: proof.keysOf(URL.parse(app.jwksUri)?.host ?? app.jwksUri), isHint: false };
  if (app.jwks !== null) return { text: proof.keyCount(app.jwks.keys.length), isHint: false };
  if (app.kind === "public") return { text: proof.none, isHint: false };
  if (isKeyless(app)) return { text: proof.keyless, isHint: false };
  const secret = findCurrentSecret(app) ?? listPreviousSecrets(app, nowMs)[0];
  return secret === undefined ? { text: proof.noSecret, isHint: false } : { text: secret.hint, isHint: true };
}

/** Working secrets whose creators have left. Once a secret no longer works, nothing has to be done. */
export function listLeaverSecrets({ status, secrets }: AppDto, nowMs: number): AppSecret[] {
  if (status === "deleted") return [];
  return secrets.filter((secret) => !secret.creator.isMember && isWorking(secret, nowMs));
}

/** Why the viewer can't take this action, or undefined if they can. The server enforces this; here it only explains. */
export function findUnavailableReason(
  canWrite: boolean,
  { status }: Pick<AppDto, "status">,
  action: AppAction,
): string | undefined {
  if (!canWrite) return appTexts.readOnly;
  if (status === "deleted") return appTexts.deletedReason;
  return action === "createSecret" && status === "disabled" ? appTexts.disabledReason : undefined;
}

/** Whether a secret can be ended by itself. The current one of an app without public keys can't: nothing would replace it. */
export function canEnd(app: AppDto, secret: AppSecret, nowMs: number): boolean {
  return (
    app.status !== "deleted" && isWorking(secret, nowMs) && (secret.endsAt !== null || hasPublicKeys(app))
  );
}
