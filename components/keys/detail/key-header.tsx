"use client";

import { Pencil, RefreshCw } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { useFragment } from "#components/dialogs/use-fragment.ts";
import { KeyMenu } from "#components/keys/actions/key-menu.tsx";
import { type KeyDialogsState, useKeyDialogs } from "#components/keys/actions/use-key-dialogs.ts";
import { findUnavailableReason, type KeyAction } from "#components/keys/key-rules.ts";
import { findPreviousSecret } from "#components/keys/key-state.ts";
import { keyMenuTexts } from "#components/keys/menu-texts.ts";
import { StatusBadge } from "#components/keys/state/status-badge.tsx";
import { PreviousSecretUse } from "#components/keys/usage/previous-secret-use.tsx";
import type { KeyPageData } from "#components/keys/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { Time } from "#components/ui/format/time.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { showError } from "#components/ui/overlay/toast.ts";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import { detailTexts } from "./texts.ts";

/** Loaded when the first dialog opens, because most visits open none. */
const KeyActionDialogs = loadComponent(
  async () => (await import("#components/keys/actions/key-dialogs.tsx")).KeyActionDialogs,
);

interface ActionButtonProps {
  page: KeyPageData;
  action: KeyAction;
  start: KeyDialogsState["start"];
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

/** An unavailable action stays visible with the reason. */
function ActionButton({ page, action, start, icon, ref, children }: ActionButtonProps) {
  const unavailableReason = findUnavailableReason(page.viewer, page.key, action);
  const button = (
    <Button
      ref={ref}
      disabled={unavailableReason !== undefined}
      onClick={(event) => start(action, page.key, event.currentTarget)}
    >
      {icon}
      {children}
    </Button>
  );
  return unavailableReason === undefined ? button : <Tooltip content={unavailableReason}>{button}</Tooltip>;
}

/** Says until when the previous secret works, and offers to finish the rotation. */
function RotationNotice({ page, start }: { page: KeyPageData; start: KeyDialogsState["start"] }) {
  const nowMs = useClock() ?? Date.parse(page.now);
  const previous = page.key.status === "rotating" ? findPreviousSecret(page.key, nowMs) : undefined;
  if (previous === undefined) return null;
  const texts = detailTexts.rotating;
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-3 rounded-lg bg-accent-soft px-4 py-2.5 text-sm">
      <div className="min-w-0">
        <p>
          <strong className="font-medium">{texts.title}</strong> {texts.text} <Time at={previous.endsAt} />.
        </p>
        <PreviousSecretUse key={page.key.updatedAt} keyDto={page.key} />
      </div>
      <ActionButton page={page} action="finish" start={start}>
        {texts.finish}
      </ActionButton>
    </div>
  );
}

/** The actions that the search links to, by fragment. */
const linkedActions = ["rotate", "edit", "delete"] as const;

/** The key's name, status and actions. */
export function KeyHeader({ page }: { page: KeyPageData }) {
  const dialogs = useKeyDialogs();
  const { key, viewer, now } = page;
  useFragment((fragment) => {
    const action = linkedActions.find((name) => name === fragment);
    if (action === undefined) return false;
    const unavailableReason = findUnavailableReason(viewer, key, action);
    if (unavailableReason === undefined) dialogs.start(action, key, null);
    else showError(unavailableReason);
    return true;
  });
  return (
    <header className="mb-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="font-semibold text-xl [overflow-wrap:anywhere]">{key.name}</h1>
            <StatusBadge keyDto={key} serverNow={now} />
          </div>
          {key.description === "" ? null : (
            <p className="mt-1 whitespace-pre-line text-muted text-sm [overflow-wrap:anywhere]">
              {key.description}
            </p>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <ActionButton
            page={page}
            action="edit"
            start={dialogs.start}
            icon={<Pencil aria-hidden="true" />}
            ref={dialogs.anchorRef}
          >
            {keyMenuTexts.edit}
          </ActionButton>
          <ActionButton
            page={page}
            action="rotate"
            start={dialogs.start}
            icon={<RefreshCw aria-hidden="true" />}
          >
            {keyMenuTexts.rotate}
          </ActionButton>
          <KeyMenu keyDto={key} viewer={viewer} onAction={dialogs.start} />
        </div>
      </div>
      {key.status === "revoked" ? (
        <p className="mt-4 rounded-lg bg-sunken px-4 py-2.5 text-sm">{detailTexts.revoked}</p>
      ) : null}
      <RotationNotice page={page} start={dialogs.start} />
      {dialogs.wereOpened ? <KeyActionDialogs dialogs={dialogs} page={page} /> : null}
    </header>
  );
}
