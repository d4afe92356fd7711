"use client";

import { signedOutMark } from "../shell/leave-with-session.tsx";
import { recentItemsKey } from "../shell/recent-items-key.ts";
import { openPage, waitForLeaving } from "../wait-for-leaving.ts";

export type SignInOutcome = { isOk: true } | { isOk: false; error: string };

/** Reads a string from a JSON response, or throws. Written without zod, because signing out is on every page. */
async function readText(response: Response, name: string): Promise<string> {
  const body: unknown = await response.json();
  const text: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof text !== "string") throw new Error(`the response has no ${name}`);
  return text;
}

async function readCsrfToken(): Promise<string> {
  const response = await fetch("/api/auth/csrf", { cache: "no-store" });
  return readText(response, "csrfToken");
}

/** Posts to one of the sign-in library's endpoints. They return the URL to open next. */
async function postForm(path: string, fields: Record<string, string>): Promise<URL> {
  const csrfToken = await readCsrfToken();
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  });
  if (response.status === 429) return new URL("/?error=rate_limit_exceeded", location.origin);
  return new URL(await readText(response, "url"), location.origin);
}

async function postCredentials(fields: Record<string, string>): Promise<SignInOutcome> {
  try {
    const url = await postForm("callback/credentials", { ...fields, callbackUrl: "/" });
    const error = url.searchParams.get("error");
    return error === null ? { isOk: true } : { isOk: false, error };
  } catch {
    return { isOk: false, error: "unreachable" };
  }
}

/** Signs in with email and password. `error` is the library's error code. */
export function signIn({ email, password }: { email: string; password: string }): Promise<SignInOutcome> {
  return postCredentials({ email, password });
}

/** Finishes a sign-in with the code of a second factor. A cookie remembers the first step. */
export function finishSignIn(code: string): Promise<SignInOutcome> {
  return postCredentials({ code });
}

/**
 * Sends a signed-in person to a provider, to confirm who they are or to link it. Returns the URL of its page.
 */
export function startAskingAt(providerId: string, intent: "reauthenticate" | "link"): Promise<URL> {
  const fields = { callbackUrl: "/reauthenticated", [intent]: "true" };
  return postForm(`signin/${encodeURIComponent(providerId)}`, fields);
}

/**
 * Signs in with the browser's answer to a passkey's challenge: as the only step, or as the second one, whose first step a
 * cookie remembers.
 */
export function sendPasskey(credential: object, step: "only" | "second"): Promise<SignInOutcome> {
  return postCredentials({ passkey: JSON.stringify(credential), step });
}

/** Opens the provider's sign-in page, which returns to `callbackUrl`. */
export async function signInWith(providerId: string, callbackUrl: string): Promise<never> {
  const url = await postForm(`signin/${encodeURIComponent(providerId)}`, { callbackUrl });
  return openPage(url.href);
}

/** Also where the browser ignores the response's request to clear its data: over plain HTTP. */
function removeRecentItems(): void {
  try {
    localStorage.removeItem(recentItemsKey);
  } catch {
    // Storage is disabled: nothing was kept.
  }
}

function notifyOtherTabs(): void {
  try {
    localStorage.setItem(signedOutMark, "");
    localStorage.removeItem(signedOutMark);
  } catch {
    // Storage is disabled: other tabs notice with their next request.
  }
}

/** Forgets in every tab what the session that has just ended left, and replaces the page, so that Back cannot return to it. */
export function leaveSession(nextPath: string): Promise<never> {
  notifyOtherTabs();
  removeRecentItems();
  // Removes drafts. The response also requests this, but browsers obey only over HTTPS and on loopback.
  sessionStorage.clear();
  location.replace(nextPath);
  return waitForLeaving();
}

/** Ends the session and leaves it in every tab. */
export async function signOut(nextPath = "/sign-in"): Promise<never> {
  const url = await postForm("signout", { callbackUrl: "/sign-in" });
  const error = url.searchParams.get("error");
  if (error !== null) throw new Error(`the session was not ended: ${error}`);
  return leaveSession(nextPath);
}
