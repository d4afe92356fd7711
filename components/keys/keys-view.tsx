"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useOptimistic, useRef, useState } from "react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { EmptyKeys } from "./empty-keys.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type KeyFilters, writeKeyFilters } from "./key-filters.ts";
import type { StartAction } from "./key-menu.tsx";
import type { UsageBarsByKey } from "./key-row.tsx";
import { GenerateButton, KeysHeader } from "./keys-header.tsx";
import { KeysPager, KeysTable } from "./keys-table.tsx";
import type { Found } from "./pasted-secret.ts";
import { keyTexts } from "./texts.ts";
import { useKeyDialogs } from "./use-key-dialogs.ts";
import { type Selection, useSelection } from "./use-selection.ts";
import { findFocusedKey, focusNextRow, useShortcuts } from "./use-shortcuts.ts";
import type { KeysPageData } from "./view-data.ts";

/** Loaded when the first one opens: most visits open none. */
const KeyDialogs = dynamic(async () => (await import("./key-dialogs.tsx")).KeyDialogs, { ssr: false });

const BulkBar = dynamic(async () => (await import("./bulk-bar.tsx")).BulkBar, { ssr: false });

const FoundKey = dynamic(async () => (await import("./found-key.tsx")).FoundKey, { ssr: false });

const ShortcutsDialog = dynamic(async () => (await import("./shortcuts-dialog.tsx")).ShortcutsDialog, {
  ssr: false,
});

interface KeysViewProps {
  page: KeysPageData;
  filters: KeyFilters;
  usageBars: UsageBarsByKey;
}

/** The key of a pasted secret, shown in place of the list until another view of it is asked for. */
function useFoundKey(teamId: string, view: string, onFound: () => void) {
  const [found, setFound] = useState<Found>();
  const [lastView, setLastView] = useState(view);
  if (view !== lastView) {
    setLastView(view);
    setFound(undefined);
  }
  const find = async (secret: string) => {
    const { lookUpSecret } = await import("./look-up-secret.ts");
    const next = await lookUpSecret(teamId, secret);
    if (next === undefined) return;
    onFound();
    setFound(next);
  };
  const update = (key: KeyDto) =>
    setFound((current) => (current?.key?.id === key.id ? { ...current, key } : current));
  return { found, find, update, forget: () => setFound(undefined) };
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
  const [areShortcutsShown, setAreShortcutsShown] = useState(false);
  const selection = useSelection(page.keys.data);
  const [wanted, want] = useOptimistic(filters);
  // What is chosen has to be in sight.
  const { found, find, update, forget } = useFoundKey(
    page.team.id,
    writeKeyFilters(filters),
    selection.clear,
  );
  const { mayWrite } = page.viewer;
  const choose = (event: KeyboardEvent) => {
    const id = findFocusedKey();
    if (id !== undefined && mayWrite && found === undefined) selection.toggle(id, event.shiftKey);
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
  const [wasChosen, setWasChosen] = useState(false);
  if (selection.chosen.length > 0 && !wasChosen) setWasChosen(true);
  return (
    <>
      <KeysHeader page={page} onGenerate={dialogs.startCreating} generateRef={dialogs.anchorRef} />
      {isUntouched ? null : (
        <FilterBar wanted={wanted} want={want} page={page} searchRef={searchRef} onSecret={find} />
      )}
      {found === undefined ? (
        <KeyLists
          page={page}
          selection={mayWrite ? selection : undefined}
          filters={filters}
          wanted={wanted}
          usageBars={usageBars}
          onAction={dialogs.start}
          generateButton={<GenerateButton page={page} onPress={dialogs.startCreating} />}
        />
      ) : (
        <FoundKey
          found={found}
          page={page}
          filters={filters}
          usageBars={usageBars}
          onAction={dialogs.start}
          searchRef={searchRef}
          onRead={update}
          onForget={forget}
        />
      )}
      <p role="status" className="sr-only">
        {selection.chosen.length === 0 ? "" : keyTexts.selection.chosen(selection.chosen.length)}
      </p>
      {/* From the first choice on, so that it can pass the focus on when it empties. */}
      {wasChosen ? (
        <BulkBar selection={selection} viewer={page.viewer} anchorRef={dialogs.anchorRef} />
      ) : null}
      {areShortcutsShown ? <ShortcutsDialog onClose={() => setAreShortcutsShown(false)} /> : null}
      {dialogs.wereOpened ? (
        <KeyDialogs dialogs={dialogs} page={page} environment={filters.environment} />
      ) : null}
    </>
  );
}

interface KeyListsProps extends KeysViewProps {
  /** What the links lead on from: a filter that was chosen just now stays. */
  wanted: KeyFilters;
  /** Undefined for those who may change nothing. */
  selection: Selection | undefined;
  onAction: StartAction;
  generateButton: ReactNode;
}

/** Keys that can be used; beneath, when asked for, those that are over. */
function KeyLists(props: KeyListsProps) {
  const { page, filters, wanted, usageBars, selection, onAction, generateButton } = props;
  const { keys, inactiveKeys, inactiveCount } = page;
  const table = { page, filters: wanted, usageBars, onAction };
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
              href={writeKeyFilters({ ...wanted, isInactiveShown: inactiveKeys === null })}
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
