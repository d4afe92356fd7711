"use client";

import { useEffect, useState } from "react";
import { authTexts } from "./texts.ts";

// Not in the address, where anyone could put it into a link.
const storageKey = "sign-in-notice";

const notices = {
  passwordChanged: authTexts.signIn.passwordChanged,
  accountDeleted: authTexts.signIn.accountDeleted,
};

/** For the sign-in page, which this tab opens next. Without storage, it says nothing. */
export function rememberSignInNotice(notice: keyof typeof notices): void {
  try {
    sessionStorage.setItem(storageKey, notice);
  } catch {
    // The browser allows no storage.
  }
}

function takeNotice(): string | undefined {
  try {
    const notice = sessionStorage.getItem(storageKey);
    sessionStorage.removeItem(storageKey);
    return Object.entries(notices).find(([name]) => name === notice)?.[1];
  } catch {
    return undefined;
  }
}

/** What this tab has just done, which led to the sign-in page. */
export function useSignInNotice(): string | undefined {
  const [notice, setNotice] = useState<string>();
  useEffect(() => {
    const taken = takeNotice();
    if (taken !== undefined) setNotice(taken);
  }, []);
  return notice;
}
