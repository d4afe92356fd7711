"use client";

import { useState } from "react";
import type { LaunchServer } from "#components/apps/view-data.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { LaunchDto } from "#lib/contract/apps/launch-output.ts";
import { createLaunch } from "./launch-client.ts";
import { launchTexts as texts } from "./texts.ts";

interface LaunchDialogProps {
  /** Null closes the dialog. */
  item: AppDto | null;
  servers: readonly LaunchServer[];
  onClose: () => void;
  onLaunched: (launch: LaunchDto, app: AppDto) => void;
  finalFocus: FinalFocus;
}

/** Opens an app as a patient record would: with a server, and a patient if one is named. */
export function LaunchDialog({ servers, onLaunched, ...dialog }: LaunchDialogProps) {
  return (
    <ItemDialog {...dialog} title={({ name }) => texts.title(name)} description={() => texts.intro}>
      {(app) => (
        <LaunchForm
          app={app}
          servers={servers}
          onCancel={dialog.onClose}
          onLaunched={(launch) => onLaunched(launch, app)}
        />
      )}
    </ItemDialog>
  );
}

interface LaunchFormProps {
  app: AppDto;
  servers: readonly LaunchServer[];
  onCancel: () => void;
  onLaunched: (launch: LaunchDto) => void;
}

function LaunchForm({ app, servers, onCancel, onLaunched }: LaunchFormProps) {
  const [fhirServerId, setServer] = useState(servers[0]?.id ?? "");
  const [patient, setPatient] = useState("");
  const [problem, setProblem] = useState<string>();
  const run = () => {
    // People copy the reference, too.
    const id = patient.trim().replace(/^Patient\//, "");
    const isValid = /^[A-Za-z0-9.-]{0,64}$/.test(id);
    setProblem(isValid ? undefined : texts.badPatient);
    return isValid ? createLaunch(app, { fhirServerId, patient: id === "" ? null : id }) : null;
  };
  return (
    <DialogForm
      submit={texts.submit}
      fields={["fhirServerId", "patient"]}
      run={run}
      onDone={onLaunched}
      onCancel={onCancel}
    >
      {(errorOf) => (
        <>
          <SelectField
            label={texts.server}
            value={fhirServerId}
            onChange={(event) => setServer(event.target.value)}
            options={servers.map(({ id, name }) => ({ value: id, label: name }))}
            hint={texts.serverHint}
            error={errorOf("fhirServerId")}
          />
          <TextField
            label={<OptionalLabel>{texts.patient}</OptionalLabel>}
            className="font-mono"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={patient}
            onChange={(event) => {
              setPatient(event.target.value);
              setProblem(undefined);
            }}
            hint={texts.patientHint}
            error={problem ?? errorOf("patient")}
          />
        </>
      )}
    </DialogForm>
  );
}
