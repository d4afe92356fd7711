import { openSecret, type SealedSecret, sealSecret } from "#lib/auth/credentials/secret-box.ts";

/** The secret part of a server's credential. `privateKey` is in PKCS #8 (PEM), for ES384. */
export type CredentialSecret =
  | { kind: "bearer"; token: string }
  | { kind: "basic"; username: string; password: string }
  | { kind: "backend-services"; privateKey: string };

/** Binds the encrypted secret to the address that it was set for, so that it is never sent to another one (ADR 0043). */
function nameRow({ id, baseUrl }: { id: string; baseUrl: string }): string {
  return `${id} ${baseUrl}`;
}

export function sealCredential(
  secret: CredentialSecret,
  server: { id: string; baseUrl: string },
  secrets: readonly string[],
): SealedSecret {
  return sealSecret(JSON.stringify(secret), nameRow(server), secrets);
}

/** Null: it was set for another base URL, or the session secret that encrypted it is lost. */
export function openCredential(
  { secret, secretKeyId }: { secret: Uint8Array; secretKeyId: string },
  server: { id: string; baseUrl: string },
  secrets: readonly string[],
): CredentialSecret | null {
  const text = openSecret({ sealed: secret, keyId: secretKeyId }, nameRow(server), secrets);
  // Only sealCredential writes it, and the encryption detects every change.
  return text === null ? null : (JSON.parse(text) as CredentialSecret);
}
