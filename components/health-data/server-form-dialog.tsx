"use client";

import { useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";
import { type FhirServerDto, fhirVersions } from "#lib/contract/resources/fhir-servers.ts";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { createIdempotencyKey } from "../keys/key-client.ts";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { ConnectionResult } from "./connection-result.tsx";
import { checkBaseUrl, createServer, type ServerFields, updateServer } from "./server-client.ts";
import { healthDataTexts } from "./texts.ts";
import { useConnectionTest } from "./use-connection-test.ts";

const texts = healthDataTexts.form;
const versionOptions = fhirVersions.map((version) => ({ value: version, label: version }));
const fieldNames = ["name", "baseUrl", "environment", "fhirVersion"];

interface ServerFormDialogProps {
  /** The server to edit, or `new` to register one. Null while closed. */
  server: FhirServerDto | "new" | null;
  page: Pick<ResourcePageData<FhirServerDto>, "environments" | "team">;
  onClose: () => void;
  onSaved: (server: FhirServerDto, isNew: boolean) => void;
  finalFocus: FinalFocus;
}

export function ServerFormDialog({ server, finalFocus, ...form }: ServerFormDialogProps) {
  const shown = useLast(server);
  return (
    <Dialog
      isOpen={server !== null}
      onClose={form.onClose}
      title={shown === "new" ? texts.createTitle : texts.editTitle}
      finalFocus={finalFocus}
    >
      {shown === null ? null : <ServerForm {...form} server={shown === "new" ? null : shown} />}
    </Dialog>
  );
}

function getInitialFields(server: FhirServerDto | null, environment: string): ServerFields {
  if (server === null) return { name: "", baseUrl: "", environment, fhirVersion: "R4" };
  const { name, baseUrl, fhirVersion } = server;
  return { name, baseUrl, environment: server.environment, fhirVersion };
}

interface ServerFormProps extends Omit<ServerFormDialogProps, "server" | "finalFocus"> {
  server: FhirServerDto | null;
}

/** Mounted only while the dialog is open, so its fields and Idempotency-Key don't outlive it. */
function ServerForm({ page, server, onClose, onSaved }: ServerFormProps) {
  const [fields, setFields] = useState(() => getInitialFields(server, page.environments[0]?.slug ?? ""));
  const [idempotencyKey] = useState(createIdempotencyKey);
  const change = (changes: Partial<ServerFields>) => setFields((current) => ({ ...current, ...changes }));
  const run = () => {
    if (server === null) return createServer(page.team.id, fields, idempotencyKey);
    const { environment: _fixed, ...changes } = fields;
    return updateServer(server, changes);
  };
  return (
    <DialogForm
      submit={server === null ? texts.submit : resourceTexts.save}
      fields={fieldNames}
      run={run}
      onDone={(saved) => onSaved(saved, server === null)}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          <TextField
            label={texts.name}
            placeholder={texts.namePlaceholder}
            autoComplete="off"
            value={fields.name}
            onChange={(event) => change({ name: event.target.value })}
            error={errorOf("name")}
            required
          />
          <BaseUrlField {...{ fields, change }} error={errorOf("baseUrl")} teamId={page.team.id} />
          {server === null ? (
            <SelectField
              label={texts.environment}
              value={fields.environment}
              onChange={(event) => change({ environment: event.target.value })}
              options={page.environments.map(({ slug, label }) => ({ value: slug, label }))}
              hint={resourceTexts.environmentHint}
              error={errorOf("environment")}
            />
          ) : null}
          <SelectField
            label={texts.version}
            value={fields.fhirVersion}
            onChange={(event) => change({ fhirVersion: event.target.value })}
            options={versionOptions}
            error={errorOf("fhirVersion")}
          />
        </>
      )}
    </DialogForm>
  );
}

interface BaseUrlFieldProps {
  fields: ServerFields;
  error: string | undefined;
  change: (changes: Partial<ServerFields>) => void;
  teamId: string;
}

/** The base URL, which can be tested before it is saved. */
function BaseUrlField({ fields, error, change, teamId }: BaseUrlFieldProps) {
  const { test, start, reset } = useConnectionTest(() => checkBaseUrl(teamId, fields.baseUrl.trim()));
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={texts.baseUrl}
        placeholder={texts.baseUrlPlaceholder}
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        value={fields.baseUrl}
        onChange={(event) => {
          reset();
          change({ baseUrl: event.target.value });
        }}
        hint={texts.baseUrlHint}
        error={error}
        required
      />
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Button isBusy={test.isBusy} disabled={fields.baseUrl.trim() === ""} onClick={start}>
          {test.isBusy ? healthDataTexts.test.running : healthDataTexts.test.run}
        </Button>
        <div className="min-w-0 flex-1 basis-48">
          <ConnectionResult test={test} />
        </div>
      </div>
    </div>
  );
}
