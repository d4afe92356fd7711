"use client";

import { useEffect, useState } from "react";

// Not in the address, where anyone could put it into a link.
const storageKey = "password-changed";

/** For the sign-in page, which this tab opens next. Without storage, it says nothing. */
export function rememberPasswordChange(): void {
  try {
    sessionStorage.setItem(storageKey, "1");
  } catch {
    // The browser allows no storage.
  }
}

function takePasswordChange(): boolean {
  try {
    const isRemembered = sessionStorage.getItem(storageKey) !== null;
    sessionStorage.removeItem(storageKey);
    return isRemembered;
  } catch {
    return false;
  }
}

/** Whether this tab has just changed the password. */
export function usePasswordChanged(): boolean {
  const [isChanged, setIsChanged] = useState(false);
  useEffect(() => {
    if (takePasswordChange()) setIsChanged(true);
  }, []);
  return isChanged;
}
