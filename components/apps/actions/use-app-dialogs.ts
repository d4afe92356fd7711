"use client";

import { useState } from "react";
import { describeFailure } from "#components/api-failure.ts";
import { appTexts } from "#components/apps/texts.ts";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { isOutdated } from "#components/is-outdated.ts";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import type { AppDto } from "#lib/contract/apps/app-output.ts";

/** A new secret of an app, while it is shown. */
export interface ShownSecret {
  app: AppDto;
  secret: string;
}

/** At most one dialog is open at a time. */
export type OpenAppDialog =
  | { kind: "register" }
  | { kind: "edit" | "disable" | "delete" | "createSecret" | "launch"; app: AppDto }
  | { kind: "endSecret"; app: AppDto; secret: AppDto["secrets"][number] }
  | { kind: "reveal"; shown: ShownSecret };

/** Tracks the open dialog of a page about apps. */
export function useAppDialogs() {
  const dialogs = useDialogs<OpenAppDialog>();
  const { open, refresh } = dialogs;
  const [wereOpened, setWereOpened] = useState(false);
  if (open !== null && !wereOpened) setWereOpened(true);

  // Needs no confirmation, because nothing stops. Loaded on demand, and that fails without a connection.
  const enable = async (app: AppDto) => {
    const loaded = await Promise.all([import("../app-client.ts"), import("./texts.ts")]).catch(() => null);
    if (loaded === null) return showError(appTexts.failed);
    const [{ enableApp }, { appActionTexts }] = loaded;
    const result = await enableApp(app);
    if (result.isOk) showSuccess(appActionTexts.enable.done(app.name));
    else showError(appTexts.failed, describeFailure(result.failure));
    if (result.isOk || isOutdated(result.failure)) refresh();
  };

  return {
    ...dialogs,
    /** Once true, the dialogs stay mounted, so that each can return the focus when it closes. */
    wereOpened,
    enable: (app: AppDto) => void enable(app),
  };
}

export type AppDialogsState = ReturnType<typeof useAppDialogs>;
