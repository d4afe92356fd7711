"use client";

import { CircleCheck, CircleOff, CirclePause, Clock, Moon, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { getKeyState, type KeyState } from "#components/keys/key-state.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { Badge, type Tone } from "#components/ui/display/badge.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { formatTime, type Zone } from "#components/ui/format/format-time.ts";
import { useZone } from "#components/ui/format/zone-provider.tsx";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { dayMs, hourMs, minuteMs } from "#lib/domain/common/durations.ts";

const texts = keyTexts.states;

const styles: Record<KeyState["kind"], { tone: Tone; icon: ReactNode }> = {
  // What needs no attention has no background. The icon is where those of the other badges are.
  active: { tone: "plain", icon: <CircleCheck aria-hidden="true" className="text-good" /> },
  rotating: { tone: "accent", icon: <RefreshCw aria-hidden="true" /> },
  expiring: { tone: "warn", icon: <Clock aria-hidden="true" /> },
  idle: { tone: "neutral", icon: <Moon aria-hidden="true" /> },
  suspended: { tone: "warn", icon: <CirclePause aria-hidden="true" /> },
  disabled: { tone: "neutral", icon: <CirclePause aria-hidden="true" /> },
  expired: { tone: "bad", icon: <Clock aria-hidden="true" /> },
  revoked: { tone: "neutral", icon: <CircleOff aria-hidden="true" /> },
};

/** "45 min", "5 h", "6 d": short enough for the badge. */
function formatLeft(ms: number): string {
  if (ms < hourMs) return `${Math.max(1, Math.floor(ms / minuteMs))} min`;
  return ms < 2 * dayMs ? `${Math.floor(ms / hourMs)} h` : `${Math.floor(ms / dayMs)} d`;
}

function nameState(state: KeyState, nowMs: number): string {
  if (state.kind === "expiring") return texts.expiresIn(state.hours);
  if (state.kind === "rotating") return texts.rotatingFor(formatLeft(Date.parse(state.endsAt) - nowMs));
  return texts[state.kind];
}

/** What the label doesn't say. Undefined if there is nothing more. */
function explainState(state: KeyState, zone: Zone): string | undefined {
  if (state.kind === "idle" || state.kind === "suspended" || state.kind === "revoked") {
    return texts[`${state.kind}Reason`];
  }
  if (state.kind !== "rotating") return undefined;
  return `${texts.previousSecretEnds} ${formatTime(state.endsAt, "minute", zone)}`;
}

/** A key's status as a color, an icon and a word. */
export function StatusBadge({ keyDto, serverNow }: { keyDto: KeyDto; serverNow: string }) {
  const clock = useClock();
  const nowMs = clock ?? Date.parse(serverNow);
  const state = getKeyState(keyDto, nowMs);
  const badge = (
    <Badge {...styles[state.kind]} className="-ml-1.5">
      {nameState(state, nowMs)}
    </Badge>
  );
  const explanation = explainState(state, useZone());
  if (explanation === undefined) return badge;
  return (
    <Tooltip content={explanation}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation has to be reachable without a mouse. */}
      <span tabIndex={0} className="rounded">
        {badge}
      </span>
    </Tooltip>
  );
}
