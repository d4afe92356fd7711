"use client";

import { useEffect, useRef } from "react";

/** Runs once if the URL ends in a fragment such as `#invite`, as the search's links do, and removes the fragment. */
export function useFragment(run: (fragment: string) => boolean): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const read = () => {
      const { hash, pathname, search } = location;
      if (hash !== "" && latest.current(hash.slice(1)))
        history.replaceState(history.state, "", pathname + search);
    };
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
}
