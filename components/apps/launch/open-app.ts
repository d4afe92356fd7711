"use client";

import { showSuccess } from "#components/ui/overlay/toast.ts";
import { launchTexts as texts } from "./texts.ts";

/** Opens a tab that can't reach this page. Null: the browser blocked it. */
function openTab(url: string): Window | null {
  const tab = window.open(url, "_blank");
  if (tab !== null) tab.opener = null;
  return tab;
}

/** Opens the app. A browser that blocks the tab, because the response took long, opens it on the next press. */
export function openApp(name: string, url: string): void {
  if (openTab(url) !== null) showSuccess(texts.launched(name));
  else showSuccess(texts.title(name), texts.blocked, { label: texts.open, run: () => void openTab(url) });
}
