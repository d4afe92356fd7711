"use client";

import { type ReactNode, useOptimistic, useRef, useState } from "react";
import { useFragment } from "#components/dialogs/use-fragment.ts";
import type { FirstStepsProps } from "#components/first-steps/steps.ts";
import type { StartAction } from "#components/keys/actions/key-menu.tsx";
import { useKeyDialogs } from "#components/keys/actions/use-key-dialogs.ts";
import { type Selection, useSelection } from "#components/keys/bulk/use-selection.ts";
import { FilterBar } from "#components/keys/filter/filter-bar.tsx";
import { type KeyFilters, writeKeyFilters } from "#components/keys/filter/key-filters.ts";
import type { FilterSelect } from "#components/keys/filter/list-selects.ts";
import type { Found } from "#components/keys/filter/pasted-secret.ts";
import { keyTexts } from "#components/keys/texts.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { ListTools } from "#components/keys/views/list-tools.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { waitUntilIdle } from "#components/ui/load-when-idle.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { UsageBarsByKey } from "./key-row.tsx";
import { GenerateButton, KeysHeader } from "./keys-header.tsx";
import { KeysTable } from "./keys-table.tsx";
import { findFocusedKey, focusNextRow, useShortcuts } from "./use-shortcuts.ts";

/** Loaded when the first dialog opens, because most visits open none. */
const KeyDialogs = loadComponent(
  async () => (await import("#components/keys/actions/key-dialogs.tsx")).KeyDialogs,
);

const BulkBar = loadComponent(async () => (await import("#components/keys/bulk/bulk-bar.tsx")).BulkBar);

/** Rendered on the server, too, but only loaded if there is nothing to list. */
const EmptyKeys = loadComponent(async () => (await import("./empty-keys.tsx")).EmptyKeys);

const FoundKey = loadComponent(async () => (await import("./found-key.tsx")).FoundKey);

const ShortcutsDialog = loadComponent(async () => (await import("./shortcuts-dialog.tsx")).ShortcutsDialog);

/** Rendered on the server, so that they can be read before their code is loaded. */
const FirstSteps = loadComponent(
  async () => {
    if (typeof window !== "undefined") await waitUntilIdle();
    return (await import("#components/first-steps/first-steps.tsx")).FirstSteps;
  },
  <div className="h-104 rounded-lg border bg-raised" />,
);

/** The first steps of a new team. */
interface Guide extends Pick<FirstStepsProps, "data" | "samples"> {
  /** Code for the dialog that shows a new secret. Null once a key was used. */
  ownKeySamples: FirstStepsProps["samples"] | null;
}

interface KeysViewProps {
  page: KeysPageData;
  /** Null for teams that no longer need it, and people who skipped it or can't generate keys. */
  guide: Guide | null;
  filters: KeyFilters;
  usageBars: UsageBarsByKey;
  /** Rendered on the server, so that the browser needs no code for them. */
  tabs: ReactNode;
  quickFilters: ReactNode;
  pager: ReactNode;
  selects: readonly FilterSelect[];
}

/** The key of a pasted secret. It replaces the list until the filters or the order change. */
function useFoundKey(teamId: string, view: string, onFound: () => void) {
  const [found, setFound] = useState<Found>();
  const [lastView, setLastView] = useState(view);
  if (view !== lastView) {
    setLastView(view);
    setFound(undefined);
  }
  const find = async (secret: string) => {
    const { lookUpSecret } = await import("#components/keys/filter/look-up-secret.ts");
    const next = await lookUpSecret(teamId, secret);
    if (next === undefined) return;
    onFound();
    setFound(next);
  };
  const update = (key: KeyDto) =>
    setFound((current) => (current?.key?.id === key.id ? { ...current, key } : current));
  return { found, find, update, dismiss: () => setFound(undefined) };
}

export function KeysView({ page, guide, filters, usageBars, ...parts }: KeysViewProps) {
  const { tabs, quickFilters, pager, selects } = parts;
  const dialogs = useKeyDialogs();
  const searchRef = useRef<HTMLInputElement>(null);
  const [areShortcutsShown, setAreShortcutsShown] = useState(false);
  const selection = useSelection(page.keys.data, writeKeyFilters({ ...filters, hide: "" }));
  const [latestFilters, setFilters] = useOptimistic(filters);
  // Selected keys have to be visible.
  const { found, find, update, dismiss } = useFoundKey(
    page.team.id,
    writeKeyFilters(filters),
    selection.clear,
  );
  const { canWrite } = page.viewer;
  const toggleFocusedKey = (event: KeyboardEvent) => {
    const id = findFocusedKey();
    if (id !== undefined && canWrite && found === undefined) selection.toggle(id, event.shiftKey);
  };
  /** Outside of the rows the arrow keys scroll. */
  const stepFromRow = (step: 1 | -1) => (findFocusedKey() === undefined ? false : focusNextRow(step));
  useShortcuts({
    "/": () => searchRef.current?.focus(),
    "?": () => setAreShortcutsShown(true),
    c: () => (canWrite ? dialogs.startCreating() : undefined),
    j: () => focusNextRow(1),
    k: () => focusNextRow(-1),
    arrowdown: () => stepFromRow(1),
    arrowup: () => stepFromRow(-1),
    x: toggleFocusedKey,
    escape: () => (selection.selected.length === 0 ? false : selection.clear()),
  });
  useFragment((fragment) => {
    if (fragment !== "generate") return false;
    if (canWrite) dialogs.startCreating();
    return true;
  });
  const hasNoKeys = page.keyCount === 0;
  const [hadSelection, setHadSelection] = useState(false);
  if (selection.selected.length > 0 && !hadSelection) setHadSelection(true);
  return (
    <>
      <KeysHeader page={page} onGenerate={dialogs.startCreating} generateRef={dialogs.anchorRef} />
      {guide === null ? null : (
        <div className="mb-6">
          <FirstSteps
            data={guide.data}
            samples={guide.samples}
            team={page.team}
            userId={page.viewer.userId}
            isCovered={dialogs.open !== null}
            onGenerate={(environment) =>
              environment === undefined ? dialogs.startCreating() : dialogs.startCreatingIn(environment)
            }
          />
        </div>
      )}
      {hasNoKeys ? null : (
        <FilterBar
          latestFilters={latestFilters}
          setFilters={setFilters}
          selects={selects}
          searchRef={searchRef}
          tabs={tabs}
          quickFilters={quickFilters}
          renderTools={(onHide) => (
            <ListTools filters={latestFilters} teamId={page.team.id} onHide={onHide} />
          )}
          onSecret={find}
        />
      )}
      {hasNoKeys && guide !== null ? null : found === undefined ? (
        <KeyList
          page={page}
          selection={canWrite ? selection : undefined}
          filters={filters}
          latestFilters={latestFilters}
          usageBars={usageBars}
          onAction={dialogs.start}
          pager={pager}
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
          onDismiss={dismiss}
        />
      )}
      <p role="status" className="sr-only">
        {selection.selected.length === 0 ? "" : keyTexts.selection.selected(selection.selected.length)}
      </p>
      {/* Stays mounted after the first selection, so that it can hand over the focus when the selection is cleared. */}
      {hadSelection ? (
        <BulkBar selection={selection} viewer={page.viewer} anchorRef={dialogs.anchorRef} />
      ) : null}
      {areShortcutsShown ? <ShortcutsDialog onClose={() => setAreShortcutsShown(false)} /> : null}
      {dialogs.wereOpened ? (
        <KeyDialogs
          dialogs={dialogs}
          page={page}
          environment={filters.environment}
          samples={guide?.ownKeySamples ?? null}
        />
      ) : null}
    </>
  );
}

interface KeyListProps extends Omit<KeysViewProps, "guide" | "tabs" | "quickFilters" | "selects"> {
  /** Links are based on these, so that they keep a filter that the server hasn't applied yet. */
  latestFilters: KeyFilters;
  /** Undefined if the viewer's role is read-only. */
  selection: Selection | undefined;
  onAction: StartAction;
  generateButton: ReactNode;
}

function KeyList(props: KeyListProps) {
  const { page, filters, latestFilters, generateButton, pager, ...table } = props;
  const { data } = page.keys;
  if (data.length === 0) return <EmptyKeys page={page} filters={filters} generateButton={generateButton} />;
  return (
    <>
      <KeysTable {...table} page={page} filters={latestFilters} keys={data} />
      {pager}
    </>
  );
}
