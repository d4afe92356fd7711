import { z } from "zod";
import { nameText } from "#lib/schemas/text.ts";
import { createEmailAddress } from "./email-address.ts";

/** What a provider says of who signs in, whatever it calls it. */
export interface ProviderClaims {
  issuer: string;
  subject: string;
  name: string;
  /** In the one form of lib/auth/email-address.ts. */
  email: string;
  isEmailVerified: boolean;
}

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  name: z.string().optional().catch(undefined),
  email: z.string(),
  // Some providers send the word.
  email_verified: z.union([z.boolean(), z.string()]).nullish().catch(null),
});

/** The claims we use; null without a subject or a usable address: then there can be no account. */
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
    // A name that our rules refuse is not worth refusing the person.
    name: ownName.success ? ownName.data : email.slice(0, email.indexOf("@")),
    email,
    isEmailVerified: verified === true || verified === "true",
  };
}

/** next-auth wants to know the subject by itself; empty for a provider that names none, which it then refuses. */
export function readSubject(profile: unknown): string {
  const parsed = claimsSchema.pick({ sub: true }).safeParse(profile);
  return parsed.success ? parsed.data.sub : "";
}
