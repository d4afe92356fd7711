"use client";

import { Pencil } from "lucide-react";
import { ResourceMenu } from "#components/resources/resource-menu.tsx";
import { describeDisabledReason } from "#components/shell/failure/disabled-reason.ts";
import { useServerActions } from "../actions/server-actions.tsx";
import { ServerButton } from "../actions/server-button.tsx";
import { GatewayStatus } from "../gateway-status.tsx";
import type { ServerPageData } from "../view-data.ts";
import { serverTexts as texts } from "./texts.ts";

/** The server's name, whether its gateway is on, and its actions. */
export function ServerHeader({ page: { server, can, people } }: { page: ServerPageData }) {
  const dialogs = useServerActions();
  const disabledReason = can.write ? undefined : texts.readOnly;
  return (
    <header className="mb-4 flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="font-semibold text-xl [overflow-wrap:anywhere]">{server.name}</h1>
          <GatewayStatus gateway={server.gateway} isNamed />
        </div>
        {can.write ? null : (
          <p className="mt-0.5 text-muted text-sm">{describeDisabledReason(false, people)}</p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <ServerButton opens="edit" disabledReason={disabledReason} ref={dialogs.anchorRef}>
          <Pencil aria-hidden="true" />
          {texts.edit}
        </ServerButton>
        <ResourceMenu
          item={server}
          disabledReason={disabledReason}
          onStart={(kind, opener) => dialogs.show({ kind }, opener)}
        />
      </div>
    </header>
  );
}
