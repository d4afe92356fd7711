import { Secret, TOTP } from "otpauth";

/** What authenticator apps show above the code. */
const issuer = "ByteEngine Console";

/** The only values that every authenticator app supports. */
const settings = { algorithm: "SHA1", digits: 6, period: 30 } as const;

/** RFC 4226, section 4, recommends 160 bits. */
const secretBytes = 20;

/** A code is also accepted one step early or late, because clocks differ and typing takes time (RFC 6238, section 5.2). */
const maxDriftSteps = 1;

/** A new secret in base32, as authenticator apps take it. */
export function createTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

function createTotp(secret: string, label = ""): TOTP {
  return new TOTP({ ...settings, issuer, label, secret: Secret.fromBase32(secret) });
}

/** The address that a QR code passes to the app. `email` names the account in the app. */
export function createTotpUri(secret: string, email: string): string {
  return createTotp(secret, email).toString();
}

/** The code of a moment: what the app shows. For tests and proofs. */
export function computeTotpCode(secret: string, now: Date): string {
  return createTotp(secret).generate({ timestamp: now.getTime() });
}

/** The 30-second step whose code this is, or null if it isn't a code of about now. */
export function findTotpStep(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const drift = createTotp(secret).validate({ token: code, timestamp, window: maxDriftSteps });
  return drift === null ? null : Math.floor(timestamp / 1000 / settings.period) + drift;
}
