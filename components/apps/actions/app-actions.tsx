"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { AppPageData } from "#components/apps/view-data.ts";
import { loadComponent } from "#components/ui/load-component.ts";
import { type AppDialogsState, useAppDialogs } from "./use-app-dialogs.ts";

/** Loaded when the first dialog opens, because most visits open none. */
const AppDialogs = loadComponent(async () => (await import("./app-dialogs.tsx")).AppDialogs);

const Context = createContext<AppDialogsState | null>(null);

/** The dialogs of an app's page, which several of its parts open. */
export function useAppActions(): AppDialogsState {
  const dialogs = useContext(Context);
  if (dialogs === null) throw new Error("useAppActions needs AppActions around it");
  return dialogs;
}

interface AppActionsProps {
  page: AppPageData;
  children: ReactNode;
}

/** Lets the parts of an app's page open its dialogs. */
export function AppActions({ page, children }: AppActionsProps) {
  const dialogs = useAppDialogs();
  return (
    <Context value={dialogs}>
      {children}
      {dialogs.wereOpened ? <AppDialogs dialogs={dialogs} page={page} /> : null}
    </Context>
  );
}
