"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useClock } from "./clock.ts";
import type { Zone } from "./format-time.ts";
import { readZone, zoneCookie } from "./zone-cookie.ts";

const yearSeconds = 31_536_000;

const ZoneContext = createContext<Zone>("utc");

interface ZoneProviderProps {
  /** The value of the cookie. */
  stored: string | undefined;
  children: ReactNode;
}

/** Gives times their zone on the server, and stores the browser's for the next page. */
export function ZoneProvider({ stored, children }: ZoneProviderProps) {
  const [zone] = useState(() => readZone(stored));
  useEffect(() => {
    const current = `${navigator.language} ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
    if (current === stored) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
    document.cookie = `${zoneCookie}=${encodeURIComponent(current)}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
  }, [stored]);
  return <ZoneContext value={zone}>{children}</ZoneContext>;
}

/** The zone to show times in: the stored one until the page's code runs, and then the browser's. */
export function useZone(): Zone {
  const stored = useContext(ZoneContext);
  return useClock() === null ? stored : "viewer";
}
