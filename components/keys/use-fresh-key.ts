"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { keyActionTexts } from "./action-texts.ts";
import { readKey } from "./key-client.ts";
import { findCurrentSecret } from "./key-state.ts";

const texts = keyActionTexts.stale;

function describeChange(before: KeyDto, after: KeyDto): string {
  if (after.status === "revoked") return texts.deleted;
  const isRotated = findCurrentSecret(before)?.id !== findCurrentSecret(after)?.id;
  return isRotated ? texts.rotated(after.hint) : texts.changed;
}

/** The key that a dialog was opened for, reloaded when a request fails because it has changed. */
export function useFreshKey(opened: KeyDto) {
  const router = useRouter();
  const [key, setKey] = useState(opened);
  const [notice, setNotice] = useState<string | null>(null);

  /** Reloads the key here and on the page behind the dialog. */
  const reload = async () => {
    const result = await readKey(key);
    router.refresh();
    if (result.isOk) setKey(result.data);
    return result;
  };

  /** Reloads the key and says what changed. */
  const reloadWithNotice = async () => {
    const result = await reload();
    setNotice(result.isOk ? describeChange(key, result.data) : texts.gone);
  };

  /** Shows a version that this dialog saved itself. */
  const replace = (saved: KeyDto) => {
    setKey(saved);
    router.refresh();
  };

  return { key, notice, reload, reloadWithNotice, replace };
}
