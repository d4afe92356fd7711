"use client";

import { CirclePause, CirclePlay, Copy } from "lucide-react";
import { findUnavailableReason } from "#components/apps/app-state.ts";
import { appTexts } from "#components/apps/texts.ts";
import { RowMenu } from "#components/shell/row-menu.tsx";
import { copyText } from "#components/ui/button/copy-text.ts";
import { MenuItem } from "#components/ui/menu/menu-items.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { AppDialogsState } from "./use-app-dialogs.ts";

const texts = appTexts.menu;

interface AppMenuProps {
  app: AppDto;
  canWrite: boolean;
  dialogs: AppDialogsState;
}

async function copyId(id: string): Promise<void> {
  if (await copyText(id, document.body)) showSuccess(texts.idCopied, id);
  else showError(texts.copyFailed, id);
}

/** The actions for an app. Unavailable ones stay visible with the reason. */
export function AppMenu({ app, canWrite, dialogs }: AppMenuProps) {
  const disabledReason = findUnavailableReason(canWrite, app, "edit");
  const isDisabled = app.status === "disabled";
  return (
    <RowMenu
      label={appTexts.actionsFor(app.name)}
      editLabel={texts.edit}
      removeLabel={texts.delete}
      disabledReason={disabledReason}
      onEdit={(opener) => dialogs.show({ kind: "edit", app }, opener)}
      onRemove={(opener) => dialogs.show({ kind: "delete", app }, opener)}
    >
      {(getOpener) => (
        <>
          <MenuItem icon={<Copy aria-hidden="true" />} onSelect={() => copyId(app.id)}>
            {texts.copyId}
          </MenuItem>
          <MenuItem
            icon={isDisabled ? <CirclePlay aria-hidden="true" /> : <CirclePause aria-hidden="true" />}
            disabledReason={disabledReason}
            onSelect={() =>
              isDisabled ? dialogs.enable(app) : dialogs.show({ kind: "disable", app }, getOpener())
            }
          >
            {isDisabled ? texts.enable : texts.disable}
          </MenuItem>
        </>
      )}
    </RowMenu>
  );
}
