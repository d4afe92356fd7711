"use client";

import { useRouter } from "next/navigation";
import { endAppSecret } from "#components/apps/app-client.ts";
import { getKeylessPath } from "#components/apps/app-path.ts";
import { isKeyless } from "#components/apps/app-state.ts";
import { EditAppDialog } from "#components/apps/form/edit-app-dialog.tsx";
import { RegisterAppDialog } from "#components/apps/form/register-app-dialog.tsx";
import { appFormTexts } from "#components/apps/form/texts.ts";
import { LaunchDialog } from "#components/apps/launch/launch-dialog.tsx";
import { openApp } from "#components/apps/launch/open-app.ts";
import type { AppFormPage, LaunchServer } from "#components/apps/view-data.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { AppSecretDialog } from "./app-secret-dialog.tsx";
import { CreateSecretDialog } from "./create-secret-dialog.tsx";
import { DeleteAppDialog, DisableAppDialog } from "./stop-app-dialogs.tsx";
import { appActionTexts as texts } from "./texts.ts";
import type { AppDialogsState } from "./use-app-dialogs.ts";
import { useAppReveal } from "./use-app-reveal.ts";

interface AppDialogsProps {
  dialogs: AppDialogsState;
  page: AppFormPage & { launch?: { servers: readonly LaunchServer[] } | null };
}

/** All dialogs about apps. They stay mounted, so that each can return the focus when it closes. */
export function AppDialogs({ dialogs, page }: AppDialogsProps) {
  const { open, close, closeWithMessage, closeAfterRemoval, showNext, finalFocus } = dialogs;
  const router = useRouter();
  const { reveal, wipe, showWiped } = useAppReveal(dialogs);
  const shared = { page, onClose: close, finalFocus };
  const appOf = (kind: "edit" | "disable" | "delete" | "createSecret" | "launch") =>
    open?.kind === kind ? open.app : null;
  return (
    <>
      <RegisterAppDialog
        {...shared}
        isOpen={open?.kind === "register"}
        onRegistered={(app) => {
          const hasSecret = app.secret !== null || app.secretShown === true;
          if (hasSecret) reveal(app);
          else if (isKeyless(app)) {
            closeWithMessage(appFormTexts.registered(app.name), undefined, {
              label: appFormTexts.addRule,
              run: () => router.push(getKeylessPath(page.team.slug, app.id)),
            });
          } else closeWithMessage(appFormTexts.registered(app.name));
        }}
      />
      <AppSecretDialog
        shown={open?.kind === "reveal" ? open.shown : null}
        page={page}
        onStored={close}
        onLeave={wipe}
        onUnmount={showWiped}
        finalFocus={finalFocus}
      />
      <EditAppDialog {...shared} item={appOf("edit")} onSaved={() => closeWithMessage(appFormTexts.saved)} />
      <CreateSecretDialog {...shared} item={appOf("createSecret")} onCreated={reveal} />
      <LaunchDialog
        item={appOf("launch")}
        servers={page.launch?.servers ?? []}
        onClose={close}
        onLaunched={({ launchUrl }, { name }) => {
          close();
          openApp(name, launchUrl);
        }}
        finalFocus={finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "endSecret" ? open : null}
        title={({ secret }) => texts.endSecret.title(secret.hint)}
        intro={({ secret }) => texts.endSecret.intro(secret.endsAt === null)}
        submit={texts.endSecret.submit}
        run={({ app, secret }) => endAppSecret(app, secret.id)}
        onClose={close}
        onDone={() => closeAfterRemoval(texts.endSecret.done)}
        finalFocus={finalFocus}
      />
      <DisableAppDialog
        {...shared}
        item={appOf("disable")}
        onDone={({ name }) => closeWithMessage(texts.disable.done(name))}
      />
      <DeleteAppDialog
        {...shared}
        item={appOf("delete")}
        onDone={({ name }) => closeAfterRemoval(texts.delete.done(name))}
        onDisable={(app) => showNext({ kind: "disable", app })}
      />
    </>
  );
}
