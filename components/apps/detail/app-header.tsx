"use client";

import { KeyRound, Pencil, TriangleAlert } from "lucide-react";
import { useAppActions } from "#components/apps/actions/app-actions.tsx";
import { AppButton } from "#components/apps/actions/app-button.tsx";
import { AppMenu } from "#components/apps/actions/app-menu.tsx";
import { LaunchButton } from "#components/apps/actions/launch-button.tsx";
import { listLeaverSecrets } from "#components/apps/app-state.ts";
import { AppStatus } from "#components/apps/app-status.tsx";
import type { AppPageData } from "#components/apps/view-data.ts";
import { appDetailTexts as texts } from "./texts.ts";

/** The app's name, status and actions, and what needs attention. */
export function AppHeader({ page }: { page: AppPageData }) {
  const dialogs = useAppActions();
  const { app, canWrite } = page;
  return (
    <header className="mb-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="font-semibold text-xl [overflow-wrap:anywhere]">{app.name}</h1>
            <AppStatus status={app.status} />
          </div>
          {app.description === "" ? null : (
            <p className="mt-1 max-w-3xl whitespace-pre-line text-muted text-sm [overflow-wrap:anywhere]">
              {app.description}
            </p>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <LaunchButton page={page} />
          <AppButton
            app={app}
            canWrite={canWrite}
            action="edit"
            ref={dialogs.anchorRef}
            onPress={(opener) => dialogs.show({ kind: "edit", app }, opener)}
          >
            <Pencil aria-hidden="true" />
            {texts.edit}
          </AppButton>
          {app.kind === "public" ? null : (
            <AppButton
              app={app}
              canWrite={canWrite}
              action="createSecret"
              onPress={(opener) => dialogs.show({ kind: "createSecret", app }, opener)}
            >
              <KeyRound aria-hidden="true" />
              {texts.createSecret}
            </AppButton>
          )}
          <AppMenu app={app} canWrite={canWrite} dialogs={dialogs} />
        </div>
      </div>
      {app.status === "deleted" ? (
        <p className="mt-4 rounded-lg bg-sunken px-4 py-2.5 text-sm">{texts.deleted}</p>
      ) : null}
      {app.status === "disabled" ? (
        <div className="mt-4 flex flex-wrap items-center justify-between gap-3 rounded-lg bg-sunken px-4 py-2.5 text-sm">
          <p>{texts.disabled}</p>
          <AppButton app={app} canWrite={canWrite} action="enable" onPress={() => dialogs.enable(app)}>
            {texts.enable}
          </AppButton>
        </div>
      ) : null}
      <LeaverNotice page={page} />
    </header>
  );
}

function LeaverNotice({ page }: { page: AppPageData }) {
  const secrets = listLeaverSecrets(page.app, Date.parse(page.now));
  if (secrets.length === 0) return null;
  return (
    <div className="mt-4 flex items-start gap-2.5 rounded-lg bg-warn-soft px-4 py-2.5 text-sm text-warn">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <strong className="font-medium">{texts.leaverTitle(secrets.length)}</strong>{" "}
        {texts.leaver(secrets.map(({ hint }) => hint))}
      </p>
    </div>
  );
}
