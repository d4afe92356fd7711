"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { keyActionTexts } from "./action-texts.ts";
import { readKey } from "./key-client.ts";
import { findCurrentSecret } from "./key-state.ts";

const texts = keyActionTexts.stale;

function describeNews(before: KeyDto, after: KeyDto): string {
  if (after.status === "revoked") return texts.deleted;
  const isRotated = findCurrentSecret(before)?.id !== findCurrentSecret(after)?.id;
  return isRotated ? texts.rotated(after.hint) : texts.changed;
}

/** The key as a dialog was opened on it, until the console says that somebody else was faster. */
export function useFreshKey(opened: KeyDto) {
  const router = useRouter();
  const [key, setKey] = useState(opened);
  const [news, setNews] = useState<string | null>(null);

  /** Reads the key anew, here and on the page behind. */
  const readAgain = async () => {
    const result = await readKey(key);
    router.refresh();
    if (result.isOk) setKey(result.data);
    return result;
  };

  /** Tells what is different, too. */
  const lookAgain = async () => {
    const result = await readAgain();
    setNews(result.isOk ? describeNews(key, result.data) : texts.gone);
  };

  return { key, news, readAgain, lookAgain };
}
