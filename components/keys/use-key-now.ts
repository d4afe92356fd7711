"use client";

import { useEffect, useState } from "react";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { KeyAddress } from "./key-client.ts";

/** A key as the console has it now, and when it said so; until then, or where it cannot be read, nothing is known. */
export type KeyNow = { state: "loading" | "unknown" } | { state: "known"; key: KeyDto; readAt: string };

/** An answer younger than this is not asked for again. */
const freshMs = 30_000;

/** Reads the key anew, as what the page was drawn with may be old; where it stays in sight, once more when somebody comes back to the tab. */
export function useKeyNow({ teamId, id }: KeyAddress, { staysInSight }: { staysInSight: boolean }): KeyNow {
  const [now, setNow] = useState<KeyNow>({ state: "loading" });
  useEffect(() => {
    let isWanted = true;
    let askedMs = 0;
    const ask = async () => {
      askedMs = Date.now();
      setNow({ state: "loading" });
      // Loaded when it is needed, as the calls bring the schemas of their answers along.
      const { readKey } = await import("./key-client.ts");
      const result = await readKey({ teamId, id });
      if (!isWanted) return;
      const readAt = new Date().toISOString();
      setNow(result.isOk ? { state: "known", key: result.data, readAt } : { state: "unknown" });
    };
    const comeBack = () => {
      if (document.visibilityState === "visible" && Date.now() - askedMs >= freshMs) void ask();
    };
    void ask();
    if (staysInSight) document.addEventListener("visibilitychange", comeBack);
    return () => {
      isWanted = false;
      document.removeEventListener("visibilitychange", comeBack);
    };
  }, [teamId, id, staysInSight]);
  return now;
}
