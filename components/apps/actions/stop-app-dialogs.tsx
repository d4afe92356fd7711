"use client";

import { useState } from "react";
import { deleteApp, disableApp } from "#components/apps/app-client.ts";
import { isWorking } from "#components/apps/app-state.ts";
import type { AppFormPage } from "#components/apps/view-data.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { Button } from "#components/ui/button/button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { appActionTexts as texts } from "./texts.ts";

interface StopDialogProps {
  /** Null closes the dialog. */
  item: AppDto | null;
  page: AppFormPage;
  onClose: () => void;
  onDone: (app: AppDto) => void;
  finalFocus: FinalFocus;
}

interface WhatStopsProps {
  app: AppDto;
  action: keyof typeof texts.stop.people;
  now: string;
}

/** When the app last got a token, where its tokens work longer than here, and what happens to what people authorized. */
function WhatStops({ app, action, now }: WhatStopsProps) {
  const { lastToken, noToken, jwt, people } = texts.stop;
  return (
    <div className="flex flex-col gap-1 rounded-md bg-sunken p-3 text-sm">
      <p>
        {app.lastTokenAt === null ? (
          noToken
        ) : (
          <>
            {lastToken} <RelativeTime at={app.lastTokenAt} serverNow={now} />.
          </>
        )}
      </p>
      {app.kind === "service" ? null : <p>{people[action]}</p>}
      {app.tokenFormat === "jwt" ? <p>{jwt}</p> : null}
    </div>
  );
}

export function DisableAppDialog({ page, onDone, ...dialog }: StopDialogProps) {
  return (
    <ItemDialog
      {...dialog}
      isAlert
      title={({ name }) => texts.disable.title(name)}
      description={() => texts.disable.intro}
    >
      {(app) => (
        <DialogForm
          submit={texts.disable.submit}
          isDangerous
          run={() => disableApp(app)}
          onDone={onDone}
          onCancel={dialog.onClose}
        >
          <WhatStops app={app} action="disable" now={page.now} />
        </DialogForm>
      )}
    </ItemDialog>
  );
}

interface DeleteAppDialogProps extends StopDialogProps {
  /** Disables the app instead, which can be undone. */
  onDisable: (app: AppDto) => void;
}

export function DeleteAppDialog({ page, onDone, onDisable, ...dialog }: DeleteAppDialogProps) {
  return (
    <ItemDialog
      {...dialog}
      isAlert
      title={({ name }) => texts.delete.title(name)}
      description={({ secrets }) =>
        texts.delete.intro(secrets.filter((secret) => isWorking(secret, Date.parse(page.now))).length)
      }
    >
      {(app) => (
        <DeleteAppForm
          key={app.id}
          app={app}
          now={page.now}
          onDone={onDone}
          onDisable={onDisable}
          onCancel={dialog.onClose}
        />
      )}
    </ItemDialog>
  );
}

interface DeleteAppFormProps extends Pick<DeleteAppDialogProps, "onDone" | "onDisable"> {
  app: AppDto;
  now: string;
  onCancel: () => void;
}

/** Whether it got a token in the last day, so that a program is likely to need it. */
function isInUse({ lastTokenAt }: AppDto, now: string): boolean {
  return lastTokenAt !== null && Date.parse(now) - Date.parse(lastTokenAt) < dayMs;
}

function DeleteAppForm({ app, now, onDone, onDisable, onCancel }: DeleteAppFormProps) {
  const [typedName, setTypedName] = useState("");
  const [mismatch, setMismatch] = useState<string>();
  const isNameRequired = isInUse(app, now);
  const run = () => {
    const isMatching = !isNameRequired || typedName.trim() === app.name;
    setMismatch(isMatching ? undefined : texts.delete.mismatch);
    return isMatching ? deleteApp(app) : null;
  };
  return (
    <DialogForm
      submit={texts.delete.submit}
      isDangerous
      run={run}
      onDone={onDone}
      onCancel={onCancel}
      alternative={
        app.status === "active" ? (
          <Button variant="quiet" className="mr-auto -ml-3" onClick={() => onDisable(app)}>
            {texts.delete.disableInstead}
          </Button>
        ) : null
      }
    >
      <WhatStops app={app} action="delete" now={now} />
      {isNameRequired ? (
        <TextField
          required
          label={
            <>
              {texts.delete.typeName}{" "}
              <span className="select-all font-mono [overflow-wrap:anywhere]">{app.name}</span>
            </>
          }
          autoComplete="off"
          spellCheck={false}
          value={typedName}
          onChange={(event) => setTypedName(event.target.value)}
          error={mismatch}
        />
      ) : null}
    </DialogForm>
  );
}
