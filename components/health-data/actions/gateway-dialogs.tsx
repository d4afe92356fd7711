"use client";

import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { isOutdated } from "#components/is-outdated.ts";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { updateGateway } from "../list/server-client.ts";
import { serverActionTexts as texts } from "./texts.ts";

interface GatewayDialogProps {
  /** Null closes the dialog. */
  item: FhirServerDto | null;
  /** The name of the server's environment. */
  environment: string;
  onClose: () => void;
  onDone: () => void;
  /** Shows the server as it is now. */
  onOutdated: () => void;
  finalFocus: FinalFocus;
}

/** The base URL must still be the one that the dialog shows. */
function useChange(onOutdated: () => void) {
  return async (server: FhirServerDto, switches: object) => {
    const result = await updateGateway(server, { ...switches, expectedUpdatedAt: server.updatedAt });
    if (!result.isOk && isOutdated(result.failure)) onOutdated();
    return result;
  };
}

/** Where requests, and the credential with them, are sent. */
export function Destination({ baseUrl }: Pick<FhirServerDto, "baseUrl">) {
  return (
    <dl className="flex flex-col gap-0.5 rounded-md bg-sunken p-3 text-sm">
      <dt className="text-muted text-xs">{texts.destination}</dt>
      <dd className="font-mono text-xs leading-5 [overflow-wrap:anywhere]">{baseUrl}</dd>
    </dl>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-2 text-sm text-warn">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{children}</span>
    </p>
  );
}

/** Says where requests will go, and what is likely to be wrong with that. */
export function TurnOnDialog({ environment, onDone, onOutdated, ...dialog }: GatewayDialogProps) {
  const { title, intro, http, noCredential, unusable, submit } = texts.turnOn;
  const change = useChange(onOutdated);
  return (
    <ItemDialog {...dialog} title={({ name }) => title(name)} description={() => intro(environment)}>
      {(server) => (
        <DialogForm
          submit={submit}
          run={() => change(server, { enabled: true })}
          onDone={onDone}
          onCancel={dialog.onClose}
        >
          <Destination baseUrl={server.baseUrl} />
          {server.baseUrl.startsWith("http:") ? <Warning>{http}</Warning> : null}
          {server.credential === null ? <p className="text-muted text-sm">{noCredential}</p> : null}
          {server.credential?.isUsable === false ? <Warning>{unusable}</Warning> : null}
        </DialogForm>
      )}
    </ItemDialog>
  );
}

/** Says in plain words what an owner decides: what SMART on FHIR keeps apart, this joins. */
export function AllowKeysDialog({ environment, onDone, onOutdated, ...dialog }: GatewayDialogProps) {
  const { title, intro, points, submit } = texts.allowKeys;
  const change = useChange(onOutdated);
  return (
    <ItemDialog {...dialog} isAlert title={() => title} description={({ name }) => intro(name, environment)}>
      {(server) => (
        <DialogForm
          submit={submit}
          isDangerous
          run={() => change(server, { allowsKeys: true })}
          onDone={onDone}
          onCancel={dialog.onClose}
        >
          <ul className="flex list-disc flex-col gap-1.5 pl-4 text-sm marker:text-muted">
            {points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </DialogForm>
      )}
    </ItemDialog>
  );
}
