"use client";

import { signedOutMark } from "../shell/leave-with-session.tsx";

export type SignInOutcome = { isOk: true } | { isOk: false; error: string };

/** One text of an answer; throws where there is none. By hand: signing out is on every page, and zod need not be. */
async function readText(response: Response, name: string): Promise<string> {
  const body: unknown = await response.json();
  const text: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof text !== "string") throw new Error(`the answer names no ${name}`);
  return text;
}

async function readCsrfToken(): Promise<string> {
  const response = await fetch("/api/auth/csrf", { cache: "no-store" });
  return readText(response, "csrfToken");
}

/** Posts to one of the sign-in library's own endpoints, which answer with the address to go to. */
async function postForm(path: string, fields: Record<string, string>): Promise<URL> {
  const csrfToken = await readCsrfToken();
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  });
  if (response.status === 429) return new URL("/?error=rate_limit_exceeded", location.origin);
  return new URL(await readText(response, "url"), location.origin);
}

/** A session for who has this address and password; the error is the library's code for what went wrong. */
export async function signIn(credentials: { email: string; password: string }): Promise<SignInOutcome> {
  try {
    const { email, password } = credentials;
    const url = await postForm("callback/credentials", { email, password, callbackUrl: "/" });
    const error = url.searchParams.get("error");
    return error === null ? { isOk: true } : { isOk: false, error };
  } catch {
    return { isOk: false, error: "unreachable" };
  }
}

/** Leaves for the provider's page; it comes back to `callbackUrl` signed in. */
export async function signInWith(providerId: string, callbackUrl: string): Promise<void> {
  const url = await postForm(`signin/${encodeURIComponent(providerId)}`, { callbackUrl });
  location.assign(url);
}

function tellOtherTabs(): void {
  try {
    localStorage.setItem(signedOutMark, "");
    localStorage.removeItem(signedOutMark);
  } catch {
    // Storage is switched off: other tabs notice at their next request.
  }
}

/** Ends the session in every tab, and leaves no page of it to come back to; `nextPath` is one for who is signed out. */
export async function signOut(nextPath = "/sign-in"): Promise<void> {
  await postForm("signout", { callbackUrl: "/sign-in" });
  tellOtherTabs();
  // Drafts; the answer asks the browser for it too, which only does so over HTTPS and on this machine.
  sessionStorage.clear();
  location.replace(nextPath);
}
