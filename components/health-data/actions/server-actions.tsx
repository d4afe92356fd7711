"use client";

import { createContext, type ReactNode, useContext } from "react";
import { loadComponent } from "#components/ui/load-component.ts";
import type { ServerDialogsPage } from "../view-data.ts";
import { type ServerDialogsState, useServerDialogs } from "./use-server-dialogs.ts";

/** Loaded when the first dialog opens, because most visits open none. */
const ServerDialogs = loadComponent(async () => (await import("./server-dialogs.tsx")).ServerDialogs);

const Context = createContext<ServerDialogsState | null>(null);

/** The dialogs of a server's page, which several of its parts open. */
export function useServerActions(): ServerDialogsState {
  const dialogs = useContext(Context);
  if (dialogs === null) throw new Error("useServerActions needs ServerActions around it");
  return dialogs;
}

interface ServerActionsProps {
  page: ServerDialogsPage;
  children: ReactNode;
}

/** Lets the parts of a server's page open its dialogs. */
export function ServerActions({ page, children }: ServerActionsProps) {
  const dialogs = useServerDialogs();
  return (
    <Context value={dialogs}>
      {children}
      {dialogs.wereOpened ? <ServerDialogs dialogs={dialogs} page={page} /> : null}
    </Context>
  );
}
