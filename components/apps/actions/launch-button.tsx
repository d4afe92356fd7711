"use client";

import { Rocket } from "lucide-react";
import { launchTexts as texts } from "#components/apps/launch/texts.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import { useAppActions } from "./app-actions.tsx";

function findReason({ app, launch }: AppPageData): string | undefined {
  if (launch === null || launch.servers.length === 0) return texts.noServer;
  if (!launch.canLaunch) return texts.readOnly;
  return app.status === "active" ? undefined : texts.disabled;
}

/** Opens the dialog that launches the app. Only for apps that can be launched. */
export function LaunchButton({ page }: { page: AppPageData }) {
  const dialogs = useAppActions();
  const { app } = page;
  if (app.launchUri === null || app.status === "deleted") return null;
  const reason = findReason(page);
  const button = (
    <Button
      disabled={reason !== undefined}
      onClick={(event) => dialogs.show({ kind: "launch", app }, event.currentTarget)}
    >
      <Rocket aria-hidden="true" />
      {texts.submit}
    </Button>
  );
  return reason === undefined ? button : <Tooltip content={reason}>{button}</Tooltip>;
}
