"use client";

import { X } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { tellFailure } from "#components/ui/toast.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { describeFailure } from "../api-client.ts";
import { EmptyKeys } from "./empty-keys.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type KeyFilters, noFilters, writeKeyFilters } from "./key-filters.ts";
import type { StartAction } from "./key-menu.tsx";
import type { UsageBarsByKey } from "./key-row.tsx";
import { GenerateButton, KeysHeader } from "./keys-header.tsx";
import { KeysPager, KeysTable } from "./keys-table.tsx";
import { keyTexts } from "./texts.ts";
import { useKeyDialogs } from "./use-key-dialogs.ts";
import { type Selection, useSelection } from "./use-selection.ts";
import { findFocusedKey, focusNextRow, useShortcuts } from "./use-shortcuts.ts";
import type { KeysPageData } from "./view-data.ts";

/** Loaded when the first one opens: most visits open none. */
const KeyDialogs = dynamic(async () => (await import("./key-dialogs.tsx")).KeyDialogs, { ssr: false });

const BulkBar = dynamic(async () => (await import("./bulk-bar.tsx")).BulkBar, { ssr: false });

const ShortcutsDialog = dynamic(async () => (await import("./shortcuts-dialog.tsx")).ShortcutsDialog, {
  ssr: false,
});

interface KeysViewProps {
  page: KeysPageData;
  filters: KeyFilters;
  usageBars: UsageBarsByKey;
}

/** Finds the key of a pasted secret; undefined while none was asked for, null where there is none. */
function useFoundKey(page: KeysPageData) {
  const [lookedUp, setLookedUp] = useState<KeyDto | null>();
  const find = async (secret: string) => {
    const { lookUpKey } = await import("./key-client.ts");
    const result = await lookUpKey(page.team.id, secret);
    if (result.isOk) return setLookedUp(result.data);
    if (result.failure.code === "not_found") return setLookedUp(null);
    tellFailure(keyTexts.failed, describeFailure(result.failure));
  };
  // The list, read anew after a change, knows better than the look-up did.
  const listed = [...page.keys.data, ...(page.inactiveKeys?.data ?? [])];
  const found = lookedUp ? (listed.find(({ id }) => id === lookedUp.id) ?? lookedUp) : lookedUp;
  return { found, find, forget: () => setLookedUp(undefined) };
}

/** An address that ends in #generate, as the palette has it, opens the form once. */
function useGenerateHash(open: () => void): void {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    const look = () => {
      if (location.hash !== "#generate") return;
      history.replaceState(history.state, "", `${location.pathname}${location.search}`);
      latest.current();
    };
    look();
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
}

export function KeysView({ page, filters, usageBars }: KeysViewProps) {
  const dialogs = useKeyDialogs();
  const searchRef = useRef<HTMLInputElement>(null);
  const { found, find, forget } = useFoundKey(page);
  const [areShortcutsShown, setAreShortcutsShown] = useState(false);
  const selection = useSelection(page.keys.data);
  const { mayWrite } = page.viewer;
  const choose = (event: KeyboardEvent) => {
    const id = findFocusedKey();
    if (id !== undefined && mayWrite) selection.toggle(id, event.shiftKey);
  };
  /** Elsewhere the arrows scroll. */
  const stepFromRow = (step: 1 | -1) => (findFocusedKey() === undefined ? false : focusNextRow(step));
  useShortcuts({
    "/": () => searchRef.current?.focus(),
    "?": () => setAreShortcutsShown(true),
    c: () => (mayWrite ? dialogs.startCreating() : undefined),
    j: () => focusNextRow(1),
    k: () => focusNextRow(-1),
    arrowdown: () => stepFromRow(1),
    arrowup: () => stepFromRow(-1),
    x: choose,
    escape: () => (selection.chosen.length === 0 ? false : selection.clear()),
  });
  useGenerateHash(() => (mayWrite ? dialogs.startCreating() : undefined));
  const isUntouched = page.keyCount === 0;
  return (
    <>
      <KeysHeader page={page} onGenerate={dialogs.startCreating} generateRef={dialogs.anchorRef} />
      {isUntouched ? null : <FilterBar filters={filters} page={page} searchRef={searchRef} onSecret={find} />}
      {found === undefined ? (
        <KeyLists
          page={page}
          selection={mayWrite ? selection : undefined}
          filters={filters}
          usageBars={usageBars}
          onAction={dialogs.start}
          generateButton={<GenerateButton page={page} onPress={dialogs.startCreating} />}
        />
      ) : (
        <FoundKey
          found={found}
          page={page}
          usageBars={usageBars}
          onAction={dialogs.start}
          onForget={forget}
        />
      )}
      <p role="status" className="sr-only">
        {selection.chosen.length === 0 ? "" : keyTexts.selection.chosen(selection.chosen.length)}
      </p>
      {selection.chosen.length === 0 ? null : <BulkBar selection={selection} viewer={page.viewer} />}
      {areShortcutsShown ? <ShortcutsDialog onClose={() => setAreShortcutsShown(false)} /> : null}
      {dialogs.wereOpened ? (
        <KeyDialogs dialogs={dialogs} page={page} environment={filters.environment} />
      ) : null}
    </>
  );
}

interface FoundKeyProps {
  found: KeyDto | null;
  page: KeysPageData;
  usageBars: UsageBarsByKey;
  onAction: StartAction;
  onForget: () => void;
}

function FoundKey({ found, page, usageBars, onAction, onForget }: FoundKeyProps) {
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2 rounded-md bg-accent-soft px-3 py-1.5">
        <p role="status" className="min-w-0 text-sm [overflow-wrap:anywhere]">
          {found === null ? keyTexts.filters.notFound : keyTexts.filters.found(found.name)}
        </p>
        <Button look="quiet" onClick={onForget}>
          <X aria-hidden="true" />
          {keyTexts.filters.showAll}
        </Button>
      </div>
      {found === null ? null : (
        <KeysTable
          label={keyTexts.table}
          keys={[found]}
          page={page}
          filters={noFilters}
          usageBars={usageBars}
          onAction={onAction}
        />
      )}
    </>
  );
}

interface KeyListsProps extends KeysViewProps {
  /** Undefined for those who may change nothing. */
  selection: Selection | undefined;
  onAction: StartAction;
  generateButton: ReactNode;
}

/** Keys that can be used; beneath, when asked for, those that are over. */
function KeyLists({ page, filters, usageBars, selection, onAction, generateButton }: KeyListsProps) {
  const { keys, inactiveKeys, inactiveCount } = page;
  const table = { page, filters, usageBars, onAction };
  return (
    <>
      {keys.data.length === 0 ? (
        <EmptyKeys page={page} filters={filters} generateButton={generateButton} />
      ) : (
        <KeysTable {...table} label={keyTexts.table} keys={keys.data} selection={selection} />
      )}
      <KeysPager filters={filters} nextCursor={keys.nextCursor} />
      {inactiveCount === 0 ? null : (
        <section className="mt-6">
          <div className="mb-3 flex items-center justify-between gap-2">
            {inactiveKeys === null ? null : (
              <h2 className="font-semibold text-base">{keyTexts.inactiveHeading}</h2>
            )}
            <ButtonLink
              look="quiet"
              className={inactiveKeys === null ? "-ml-3" : undefined}
              scroll={false}
              href={writeKeyFilters({ ...filters, isInactiveShown: inactiveKeys === null })}
            >
              {inactiveKeys === null ? keyTexts.showInactive(inactiveCount) : keyTexts.hideInactive}
            </ButtonLink>
          </div>
          {inactiveKeys === null ? null : (
            <KeysTable {...table} label={keyTexts.inactiveTable} keys={inactiveKeys.data} />
          )}
          {inactiveKeys?.nextCursor ? (
            <p className="mt-3 text-muted text-sm">{keyTexts.moreInactive}</p>
          ) : null}
        </section>
      )}
    </>
  );
}
