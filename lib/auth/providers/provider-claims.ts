import { z } from "zod";
import { createEmailAddress } from "#lib/auth/credentials/email-address.ts";
import { nameText } from "#lib/contract/common/text.ts";

/** A provider's claims about the user who signs in, with the same names for every provider. */
export interface ProviderClaims {
  issuer: string;
  subject: string;
  name: string;
  /** Normalized by lib/auth/credentials/email-address.ts. */
  email: string;
  isEmailVerified: boolean;
}

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  name: z.string().optional().catch(undefined),
  email: z.string(),
  // Some providers send a string.
  email_verified: z.union([z.boolean(), z.string()]).nullish().catch(null),
});

/** Reads the claims. Null without a subject or a valid email address, which an account needs. */
export function readClaims(profile: unknown, issuer: string): ProviderClaims | null {
  const parsed = claimsSchema.safeParse(profile);
  if (!parsed.success) return null;
  const { sub: subject, name, email_verified: verified } = parsed.data;
  const email = createEmailAddress(parsed.data.email);
  if (email === null) return null;
  const ownName = nameText.safeParse(name);
  return {
    issuer,
    subject,
    // An invalid name must not make the sign-in fail.
    name: ownName.success ? ownName.data : email.slice(0, email.indexOf("@")),
    email,
    isEmailVerified: verified === true || verified === "true",
  };
}

const groupsSchema = z.array(z.string());

/**
 * The person's groups. Null if the provider doesn't send them, or sends anything but a list of texts: that changes nothing,
 * while an empty list means that the person is in no group.
 */
export function readGroups(profile: unknown, claim: string | null): string[] | null {
  if (claim === null || typeof profile !== "object" || profile === null) return null;
  const value: unknown = Object.hasOwn(profile, claim) ? Reflect.get(profile, claim) : undefined;
  return groupsSchema.safeParse(value).data ?? null;
}

/** The IDs by which a directory may know the person: the subject, and Microsoft Entra's object ID, which is another one. */
export function readDirectoryIds(profile: unknown): string[] {
  const id = z.string().min(1).max(255).optional().catch(undefined);
  const parsed = z.object({ sub: id, oid: id }).safeParse(profile);
  if (!parsed.success) return [];
  const { sub, oid } = parsed.data;
  return [sub, oid].flatMap((one) => one ?? []);
}

/** When the person signed in at the provider (OpenID Connect Core, 2). Null if it doesn't say. */
export function readAuthTime(profile: unknown): Date | null {
  const parsed = z.object({ auth_time: z.int().nonnegative() }).safeParse(profile);
  return parsed.success ? new Date(parsed.data.auth_time * 1000) : null;
}

/** The subject, which next-auth requires separately. Empty if missing, and next-auth then rejects the sign-in. */
export function readSubject(profile: unknown): string {
  const parsed = claimsSchema.pick({ sub: true }).safeParse(profile);
  return parsed.success ? parsed.data.sub : "";
}
