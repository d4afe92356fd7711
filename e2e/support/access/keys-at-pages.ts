import type { BoundedKey } from "#lib/api/pipeline/bounded-key.ts";

const signedInPage: BoundedKey = {
  effect: "unaffected",
  reason: "Pages use only the console's session: the listener removes a key before it passes the request on.",
};

const publicPage: BoundedKey = { effect: "unaffected", reason: "It is public, and the same for everyone." };

const signIn: BoundedKey = {
  effect: "unaffected",
  reason: "Signing in is for people: it reads the session's cookie and the form, never a key.",
};

const api: BoundedKey = {
  effect: "unaffected",
  reason: "The API itself. Each of its routes declares its own effect.",
};

const scim: BoundedKey = {
  effect: "unaffected",
  reason: "Only a directory's provisioning token is accepted. Every key gets 401.",
};

/** What a request with a key gets outside the API: pages and handlers, by their path below `app`. */
export const keysAtPages: Readonly<Record<string, BoundedKey>> = {
  "/": signedInPage,
  "/(auth)/confirm-email/[token]": signedInPage,
  "/(auth)/forgot-password": publicPage,
  "/(auth)/invitations/[token]": signedInPage,
  "/(auth)/reset-password/[token]": publicPage,
  "/(auth)/sign-in": signedInPage,
  "/(auth)/reauthenticated": publicPage,
  "/(auth)/sign-up": signedInPage,
  "/(auth)/teams/new": signedInPage,
  "/(auth)/unsubscribe/[token]": publicPage,
  "/(auth)/verify-email": signedInPage,
  "/(auth)/verify-email/[token]": signedInPage,
  "/account": signedInPage,
  "/account/appearance": signedInPage,
  "/account/apps": signedInPage,
  "/account/notifications": signedInPage,
  "/account/security": signedInPage,
  "/account/sessions": signedInPage,
  "/api/auth/[...nextauth]": signIn,
  "/authorize": signedInPage,
  "/docs": publicPage,
  "/docs/[page]": publicPage,
  "/docs/api": publicPage,
  "/docs/api/[group]": publicPage,
  "/docs/search-index": publicPage,
  "/.well-known/security.txt": publicPage,
  "/instance/audit": signedInPage,
  "/instance/health": signedInPage,
  "/instance/people": signedInPage,
  "/instance/people/[id]": signedInPage,
  "/instance/provisioning": signedInPage,
  "/instance/settings": signedInPage,
  "/instance/teams": signedInPage,
  "/instance/teams/[id]": signedInPage,
  "/settings/api-keys": signedInPage,
  "/t/[team]": signedInPage,
  "/t/[team]/[...rest]": signedInPage,
  "/t/[team]/ai-workers": signedInPage,
  "/t/[team]/apps": signedInPage,
  "/t/[team]/apps/[appId]": signedInPage,
  "/t/[team]/apps/issuers": signedInPage,
  "/t/[team]/health-data": signedInPage,
  "/t/[team]/health-data/[serverId]": signedInPage,
  "/t/[team]/requests": signedInPage,
  "/t/[team]/requests/[requestId]": signedInPage,
  "/t/[team]/settings": signedInPage,
  "/t/[team]/settings/api-keys": signedInPage,
  "/t/[team]/settings/api-keys/[keyId]": signedInPage,
  "/t/[team]/settings/audit-log": signedInPage,
  "/t/[team]/settings/environments": signedInPage,
  "/t/[team]/settings/members": signedInPage,
  "/t/[team]/settings/permissions": signedInPage,
  "/t/[team]/settings/team": signedInPage,
  "/scim/v2/[[...path]]": scim,
  "/v1/api/[[...path]]": api,
};

/** The same for the endpoints of `/api/auth`. */
export const keysAtSignIn: Readonly<Record<string, BoundedKey>> = {
  csrf: signIn,
  providers: signIn,
  session: signIn,
  error: signIn,
  signin: signIn,
  signout: signIn,
  callback: signIn,
};
