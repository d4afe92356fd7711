"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { flushSync } from "react-dom";

interface KeyForTests {
  apiKey: string;
  setApiKey: (apiKey: string) => void;
  /** Changes when the page is left, so that responses are dropped with the key. */
  visit: number;
}

const Context = createContext<KeyForTests>({ apiKey: "", setApiKey: () => {}, visit: 0 });

/** Holds the key in memory while the reader goes from group to group. Leaving the page clears it and all responses, so that Back cannot restore them. */
export function KeyForTestsProvider({ children }: { children: ReactNode }) {
  const [apiKey, setApiKey] = useState("");
  const [visit, setVisit] = useState(0);
  useEffect(() => {
    const clear = () =>
      flushSync(() => {
        setApiKey("");
        setVisit((count) => count + 1);
      });
    addEventListener("pagehide", clear);
    return () => removeEventListener("pagehide", clear);
  }, []);
  return <Context value={{ apiKey, setApiKey, visit }}>{children}</Context>;
}

export function useKeyForTests(): KeyForTests {
  return useContext(Context);
}
