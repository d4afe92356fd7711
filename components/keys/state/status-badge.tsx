"use client";

import { CircleCheck, CircleOff, CirclePause, Clock, Moon, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { getKeyState, type KeyState } from "#components/keys/key-state.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { Badge, type Tone } from "#components/ui/display/badge.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { formatRelativeTime } from "#components/ui/format/format-time.ts";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

const texts = keyTexts.states;

const styles: Record<KeyState["kind"], { tone: Tone; icon: ReactNode }> = {
  active: { tone: "good", icon: <CircleCheck aria-hidden="true" /> },
  rotating: { tone: "accent", icon: <RefreshCw aria-hidden="true" /> },
  expiring: { tone: "warn", icon: <Clock aria-hidden="true" /> },
  idle: { tone: "neutral", icon: <Moon aria-hidden="true" /> },
  suspended: { tone: "neutral", icon: <CirclePause aria-hidden="true" /> },
  disabled: { tone: "neutral", icon: <CirclePause aria-hidden="true" /> },
  expired: { tone: "bad", icon: <Clock aria-hidden="true" /> },
  revoked: { tone: "bad", icon: <CircleOff aria-hidden="true" /> },
};

function nameState(state: KeyState): string {
  return state.kind === "expiring" ? texts.expiresIn(state.hours) : texts[state.kind];
}

/** A key's status as a color, an icon and a word. */
export function StatusBadge({ keyDto, serverNow }: { keyDto: KeyDto; serverNow: string }) {
  const nowMs = useClock() ?? Date.parse(serverNow);
  const state = getKeyState(keyDto, nowMs);
  const badge = <Badge {...styles[state.kind]}>{nameState(state)}</Badge>;
  if (state.kind === "idle" || state.kind === "suspended" || state.kind === "revoked") {
    return (
      <Tooltip content={texts[`${state.kind}Reason`]}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason has to be reachable without a mouse. */}
        <span tabIndex={0} className="rounded">
          {badge}
        </span>
      </Tooltip>
    );
  }
  if (state.kind !== "rotating") return badge;
  return (
    <span className="inline-flex flex-col gap-1">
      <span>{badge}</span>
      <span className="max-w-36 text-muted text-xs">
        {texts.previousSecretEnds}{" "}
        <time dateTime={state.endsAt}>{formatRelativeTime(state.endsAt, nowMs)}</time>
      </span>
    </span>
  );
}
