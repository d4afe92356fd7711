/** A requirement of the OWASP Application Security Verification Standard 5.0, in our words. */
export interface Requirement {
  id: string;
  level: 1 | 2;
  text: string;
  /** Why it doesn't apply to this product. Such a requirement needs no test. */
  doesNotApply?: string;
  /** What is missing. Such a requirement isn't met. */
  open?: string;
}

const noMailCodes =
  "No code is sent by email, phone or push message: the second step uses an app or a passkey.";
const noPhone = "The product sends nothing to phones.";

/** Chapters 6 and 7, and section 16.3, at levels 1 and 2. */
export const requirements: readonly Requirement[] = [
  {
    id: "6.1.1",
    level: 1,
    text: "The limits against guessed passwords are documented, and how they don't lock people out.",
  },
  { id: "6.1.2", level: 2, text: "The words that a password must not consist of are documented." },
  { id: "6.1.3", level: 2, text: "All ways to sign in are documented, with the strength that each has." },
  { id: "6.2.1", level: 1, text: "A password has at least 8 characters." },
  { id: "6.2.2", level: 1, text: "People can change their password." },
  { id: "6.2.3", level: 1, text: "Changing it needs the current and the new password." },
  { id: "6.2.4", level: 1, text: "New passwords are compared with at least the 3,000 most common ones." },
  { id: "6.2.5", level: 1, text: "No rule demands certain kinds of characters." },
  { id: "6.2.6", level: 1, text: "Password fields hide what is typed." },
  { id: "6.2.7", level: 1, text: "Pasting and password managers work." },
  { id: "6.2.8", level: 1, text: "A password is checked as it was typed: not shortened, and with its case." },
  { id: "6.2.9", level: 2, text: "Passwords of 64 characters are accepted." },
  { id: "6.2.10", level: 2, text: "A password doesn't expire." },
  { id: "6.2.11", level: 2, text: "The documented words are rejected." },
  { id: "6.2.12", level: 2, text: "New passwords are compared with leaked ones." },
  { id: "6.3.1", level: 1, text: "Guessed and stolen passwords are limited as documented." },
  { id: "6.3.2", level: 1, text: "There are no default accounts." },
  {
    id: "6.3.3",
    level: 2,
    text: "Several factors are needed to sign in.",
  },
  { id: "6.3.4", level: 2, text: "No way to sign in is weaker than the others or undocumented." },
  {
    id: "6.4.1",
    level: 1,
    text: "First passwords and links from the system are random, expire, and don't stay in use.",
  },
  { id: "6.4.2", level: 1, text: "There are no hints for passwords and no secret questions." },
  { id: "6.4.3", level: 2, text: "Resetting a password doesn't skip the second factor." },
  { id: "6.4.4", level: 2, text: "A lost factor is replaced with proof as strong as at its setup." },
  { id: "6.5.1", level: 2, text: "Recovery codes and codes of an app work once." },
  {
    id: "6.5.2",
    level: 2,
    text: "Recovery codes with less than 112 bits are stored with a password hash, others with any hash.",
  },
  { id: "6.5.3", level: 2, text: "Recovery codes and secrets of apps come from a secure random generator." },
  { id: "6.5.4", level: 2, text: "Recovery codes have at least 20 bits." },
  { id: "6.5.5", level: 2, text: "Codes of an app are valid for a limited time." },
  {
    id: "6.6.1",
    level: 2,
    text: "Codes by phone need a checked number and stronger alternatives.",
    doesNotApply: noPhone,
  },
  {
    id: "6.6.2",
    level: 2,
    text: "A code sent elsewhere works only for the sign-in it was sent for.",
    doesNotApply: noMailCodes,
  },
  {
    id: "6.6.3",
    level: 2,
    text: "Codes sent elsewhere are protected from guessing.",
    doesNotApply: noMailCodes,
  },
  { id: "6.8.1", level: 2, text: "One provider cannot impersonate a user of another." },
  { id: "6.8.2", level: 2, text: "Signatures of a provider's assertions are always checked." },
  {
    id: "6.8.3",
    level: 2,
    text: "SAML assertions are used once.",
    doesNotApply: "Providers are used by OpenID Connect and OAuth, not by SAML.",
  },
  {
    id: "6.8.4",
    level: 2,
    text: "How recent a sign-in at a provider is comes from the provider, with a documented fallback.",
  },
  { id: "7.1.1", level: 2, text: "How long sessions last, used and unused, is documented." },
  {
    id: "7.1.2",
    level: 2,
    text: "How many sessions a person can have, and what happens above that, is documented.",
  },
  { id: "7.1.3", level: 2, text: "How sessions relate to the provider's is documented." },
  { id: "7.2.1", level: 1, text: "Sessions are checked on the server." },
  { id: "7.2.2", level: 1, text: "Sessions use tokens created for each, not fixed secrets." },
  { id: "7.2.3", level: 1, text: "Tokens of sessions are unique and random, with at least 128 bits." },
  { id: "7.2.4", level: 1, text: "Signing in creates a new token and ends the one before." },
  { id: "7.3.1", level: 2, text: "An unused session ends." },
  { id: "7.3.2", level: 2, text: "Every session ends at a fixed time." },
  { id: "7.4.1", level: 1, text: "A session that has ended cannot be used any more." },
  { id: "7.4.2", level: 1, text: "Suspending an account ends its sessions." },
  { id: "7.4.3", level: 2, text: "Other sessions can be ended when a factor changes." },
  { id: "7.4.4", level: 2, text: "Every page has a visible way to sign out." },
  { id: "7.4.5", level: 2, text: "Administrators can end the sessions of a person." },
  { id: "7.5.1", level: 2, text: "Changes to what signs a person in need a recent sign-in." },
  { id: "7.5.2", level: 2, text: "People see their sessions and can end them." },
  { id: "7.6.1", level: 2, text: "Sessions with a provider's sign-in last as documented." },
  { id: "7.6.2", level: 2, text: "No session starts without an action of the person." },
  { id: "16.3.1", level: 2, text: "Sign-ins are recorded, successful or not, with the factor used." },
  { id: "16.3.2", level: 2, text: "Rejected requests are recorded." },
  {
    id: "16.3.3",
    level: 2,
    text: "Documented security events and attempts to get around a control are recorded.",
  },
  { id: "16.3.4", level: 2, text: "Unexpected errors are logged." },
];
