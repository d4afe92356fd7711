"use client";

import { useRouter } from "next/navigation";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { ResourceFormDialog } from "#components/resources/resource-form-dialog.tsx";
import { resourceTexts } from "#components/resources/texts.ts";
import { showSuccess } from "#components/ui/overlay/toast.ts";
import { removeCredential, serverClient, updateGateway } from "../list/server-client.ts";
import { fhirServers } from "../list/server-kind.tsx";
import { getServersPath } from "../server-path.ts";
import { healthDataTexts } from "../texts.ts";
import { nameEnvironment, type ServerDialogsPage } from "../view-data.ts";
import { CredentialDialog } from "./credential-dialog.tsx";
import { AllowKeysDialog, TurnOnDialog } from "./gateway-dialogs.tsx";
import { serverActionTexts as texts } from "./texts.ts";
import type { ServerDialogKind, ServerDialogsState } from "./use-server-dialogs.ts";

interface ServerDialogsProps {
  dialogs: ServerDialogsState;
  page: ServerDialogsPage;
}

/** All dialogs of a server's page. They stay mounted, so that each can return the focus when it closes. */
export function ServerDialogs({ dialogs, page }: ServerDialogsProps) {
  const router = useRouter();
  const { open, close, closeWithMessage, finalFocus } = dialogs;
  const itemOf = (kind: ServerDialogKind) => (open?.kind === kind ? page.server : null);
  const shared = { onClose: close, finalFocus };
  const checked = { ...shared, onOutdated: dialogs.refresh };
  const gateway = { ...checked, environment: nameEnvironment(page) };
  const leave = () => {
    close();
    showSuccess(resourceTexts.deleted(page.server.name));
    router.push(getServersPath(page.team.slug));
  };
  return (
    <>
      <ResourceFormDialog
        {...shared}
        item={itemOf("edit")}
        kind={fhirServers}
        page={page}
        onSaved={() => closeWithMessage(resourceTexts.saved)}
      />
      <ConfirmDialog
        {...shared}
        item={itemOf("delete")}
        title={({ name }) => healthDataTexts.delete.title(name)}
        intro={healthDataTexts.delete.consequence}
        submit={healthDataTexts.delete.submit}
        run={serverClient.remove}
        onDone={leave}
      />
      <TurnOnDialog {...gateway} item={itemOf("turnOn")} onDone={() => closeWithMessage(texts.turnOn.done)} />
      <ConfirmDialog
        {...shared}
        item={itemOf("turnOff")}
        title={({ name }) => texts.turnOff.title(name)}
        intro={texts.turnOff.intro}
        submit={texts.turnOff.submit}
        run={(server) => updateGateway(server, { enabled: false })}
        onDone={() => closeWithMessage(texts.turnOff.done)}
      />
      <AllowKeysDialog
        {...gateway}
        item={itemOf("allowKeys")}
        onDone={() => closeWithMessage(texts.allowKeys.done)}
      />
      <ConfirmDialog
        {...shared}
        item={itemOf("disallowKeys")}
        title={() => texts.disallowKeys.title}
        intro={({ name }) => texts.disallowKeys.intro(name)}
        submit={texts.disallowKeys.submit}
        run={(server) => updateGateway(server, { allowsKeys: false })}
        onDone={() => closeWithMessage(texts.disallowKeys.done)}
      />
      <CredentialDialog
        {...checked}
        item={itemOf("setCredential")}
        onDone={({ credential }) =>
          closeWithMessage(
            texts.credential.done,
            credential?.jwks == null ? undefined : texts.credential.registerKey,
          )
        }
      />
      <ConfirmDialog
        {...shared}
        item={itemOf("removeCredential")}
        title={() => texts.removeCredential.title}
        intro={texts.removeCredential.intro}
        submit={texts.removeCredential.submit}
        run={removeCredential}
        onDone={() => closeWithMessage(texts.removeCredential.done)}
      />
    </>
  );
}
