"use client";

import { X } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import type { StartAction } from "#components/keys/actions/key-menu.tsx";
import type { KeyFilters } from "#components/keys/filter/key-filters.ts";
import { type Found, hasEnded } from "#components/keys/filter/pasted-secret.ts";
import { readKey } from "#components/keys/key-client.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { useRequest } from "#components/use-request.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { UsageBarsByKey } from "./key-row.tsx";
import { KeysTable } from "./keys-table.tsx";

const texts = keyActionTexts.found;

interface FoundKeyProps {
  found: Found;
  page: KeysPageData;
  filters: KeyFilters;
  usageBars: UsageBarsByKey;
  onAction: StartAction;
  onRead: (key: KeyDto) => void;
  onDismiss: () => void;
  searchRef: RefObject<HTMLInputElement | null>;
}

/** Reloads the key after each page refresh, because the list may not contain it. */
function useReload({ found: { key }, page: { now }, onRead }: FoundKeyProps): void {
  const { run, abort } = useRequest((signal, seen: KeyDto) => readKey(seen, signal));
  const readAt = useRef(now);
  const latest = useRef({ key, onRead });
  useEffect(() => {
    latest.current = { key, onRead };
  });
  useEffect(() => {
    const seen = latest.current.key;
    if (readAt.current === now || seen === null) return;
    readAt.current = now;
    void run(seen).then((result) => {
      if (result?.isOk) latest.current.onRead(result.data);
    });
    return abort;
  }, [now, run, abort]);
}

/** Replaces the list with the key of a pasted secret, and says whether the secret still works. */
export function FoundKey(props: FoundKeyProps) {
  const { found, page, filters, usageBars, onAction, onDismiss, searchRef } = props;
  const { key, hint } = found;
  useReload(props);
  // Use the later of the two: the clock can lag behind the page, or the page behind the clock.
  const nowMs = Math.max(useClock() ?? 0, Date.parse(page.now));
  const describe = key !== null && hasEnded(key, hint, nowMs) ? texts.ended : texts.works;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2 rounded-md bg-accent-soft px-3 py-1.5">
        <p role="status" className="min-w-0 text-sm [overflow-wrap:anywhere]">
          {key === null ? texts.none : describe(key.name)}
        </p>
        <Button
          variant="quiet"
          onClick={({ detail }) => {
            onDismiss();
            // As with cleared filters, this button disappears, so the focus returns to the search.
            if (detail === 0) searchRef.current?.focus();
          }}
        >
          <X aria-hidden="true" />
          {texts.showAll}
        </Button>
      </div>
      {key === null ? null : (
        <KeysTable keys={[key]} page={page} filters={filters} usageBars={usageBars} onAction={onAction} />
      )}
    </>
  );
}
