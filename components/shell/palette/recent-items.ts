"use client";

import {
  AppWindow,
  BookOpen,
  Database,
  KeyRound,
  type LucideIcon,
  SquareTerminal,
  Users,
} from "lucide-react";
import { recentItemsKey } from "#components/shell/recent-items-key.ts";
import type { Command } from "./list-commands.ts";
import { paletteTexts } from "./texts.ts";

const maxItems = 5;

const icons: Readonly<Record<string, LucideIcon>> = {
  [paletteTexts.groups.keys]: KeyRound,
  [paletteTexts.groups.apps]: AppWindow,
  [paletteTexts.groups.servers]: Database,
  [paletteTexts.groups.people]: Users,
  [paletteTexts.groups.guides]: BookOpen,
  [paletteTexts.groups.operations]: SquareTerminal,
};

/** A found object that was opened from the palette. Never what was typed, which can be a secret. */
interface RecentItem {
  path: string;
  label: string;
  detail: string | undefined;
  code: string | undefined;
  /** The group it was found in, which decides its icon. */
  group: string;
}

interface Stored {
  userId: string;
  items: RecentItem[];
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isItem(value: unknown): value is RecentItem {
  if (typeof value !== "object" || value === null) return false;
  const read = (name: string): unknown => Reflect.get(value, name);
  return (
    ["path", "label", "group"].every((name) => typeof read(name) === "string") &&
    isOptionalText(read("detail")) &&
    isOptionalText(read("code"))
  );
}

/** What this person opened. What someone else left in this browser is removed. */
function readStored(userId: string): Stored {
  const nothing = { userId, items: [] };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(recentItemsKey) ?? "null");
    if (typeof stored !== "object" || stored === null) return nothing;
    if (Reflect.get(stored, "userId") !== userId) {
      localStorage.removeItem(recentItemsKey);
      return nothing;
    }
    const items: unknown = Reflect.get(stored, "items");
    return { userId, items: Array.isArray(items) ? items.filter(isItem) : [] };
  } catch {
    return nothing;
  }
}

/** The objects of this team and the docs that this person opened last, newest first. */
export function listRecent(userId: string, teamSlug: string): Command[] {
  return readStored(userId)
    .items.filter(({ path }) => path.startsWith(`/t/${teamSlug}/`) || path.startsWith("/docs/"))
    .slice(0, maxItems)
    .map(({ path, label, detail, code, group }) => ({
      id: `recent-${path}-${label}`,
      group: paletteTexts.groups.recent,
      label,
      detail,
      code,
      Icon: icons[group] ?? BookOpen,
      action: { kind: "go", path },
    }));
}

/** Remembers an opened object. Pages and actions are always listed, so they are not remembered. */
export function rememberRecent(userId: string, { group, label, detail, code, action }: Command): void {
  if (action.kind !== "go" || icons[group] === undefined) return;
  const { path } = action;
  const others = readStored(userId).items.filter((item) => item.path !== path || item.label !== label);
  const items = [{ path, label, detail, code, group }, ...others].slice(0, maxItems * 4);
  try {
    localStorage.setItem(recentItemsKey, JSON.stringify({ userId, items } satisfies Stored));
  } catch {
    // Storage is disabled or full.
  }
}
