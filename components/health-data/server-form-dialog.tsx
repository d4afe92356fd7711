"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type FhirServerDto, fhirVersions } from "#lib/schemas/fhir-servers.ts";
import { type ApiFailure, findFieldError } from "../api-client.ts";
import { FormFailure } from "../keys/form-failure.tsx";
import { createIdempotencyKey } from "../keys/key-client.ts";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { ConnectionResult } from "./connection-result.tsx";
import { checkAddress, createServer, type ServerFields, updateServer } from "./server-client.ts";
import { healthDataTexts } from "./texts.ts";
import { useConnectionTest } from "./use-connection-test.ts";

const texts = healthDataTexts.form;
const versionOptions = fhirVersions.map((version) => ({ value: version, label: version }));

interface ServerFormProps {
  page: Pick<ResourcePageData<FhirServerDto>, "environments" | "team">;
  /** Undefined: a new one. */
  server: FhirServerDto | undefined;
  onClose: () => void;
  onSaved: (server: FhirServerDto) => void;
}

interface ServerFormDialogProps extends ServerFormProps {
  isOpen: boolean;
  finalFocus: FinalFocus;
}

/** Registers a server, or changes one. */
export function ServerFormDialog({ isOpen, finalFocus, ...form }: ServerFormDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={form.onClose}
      title={form.server === undefined ? texts.createTitle : texts.editTitle}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <ServerForm {...form} nameRef={nameRef} />
    </Dialog>
  );
}

function beginWith(server: FhirServerDto | undefined, environment: string | undefined): ServerFields {
  if (server === undefined) {
    return { name: "", baseUrl: "", environment: environment ?? "", fhirVersion: "R4" };
  }
  const { name, baseUrl, fhirVersion } = server;
  return { name, baseUrl, environment: server.environment, fhirVersion };
}

/** Lives as long as the dialog is open: with it go what was typed and the Idempotency-Key. */
function ServerForm(props: ServerFormProps & { nameRef: React.RefObject<HTMLInputElement | null> }) {
  const { page, server, onClose, onSaved, nameRef } = props;
  const [fields, setFields] = useState(() => beginWith(server, page.environments[0]?.slug));
  const [idempotencyKey] = useState(createIdempotencyKey);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const change = (changes: Partial<ServerFields>) => setFields((current) => ({ ...current, ...changes }));

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsBusy(true);
    const { environment: _fixed, ...changes } = fields;
    const result = await (server === undefined
      ? createServer(page.team.id, fields, idempotencyKey)
      : updateServer(server, changes));
    setIsBusy(false);
    if (result.isOk) onSaved(result.data);
    else setFailure(result.failure);
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        <TextField
          ref={nameRef}
          label={texts.name}
          placeholder={texts.namePlaceholder}
          autoComplete="off"
          value={fields.name}
          onChange={(event) => change({ name: event.target.value })}
          error={findFieldError(failure, "name")}
          required
        />
        <AddressField {...{ fields, failure, change }} teamId={page.team.id} />
        {server === undefined ? (
          <SelectField
            label={texts.environment}
            value={fields.environment}
            onChange={(event) => change({ environment: event.target.value })}
            options={page.environments.map(({ slug, label }) => ({ value: slug, label }))}
            hint={resourceTexts.environmentHint}
            error={findFieldError(failure, "environment")}
          />
        ) : null}
        <SelectField
          label={texts.version}
          value={fields.fhirVersion}
          onChange={(event) => change({ fhirVersion: event.target.value })}
          options={versionOptions}
          error={findFieldError(failure, "fhirVersion")}
        />
        <FormFailure failure={failure} fields={["name", "baseUrl", "environment", "fhirVersion"]} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{resourceTexts.cancel}</Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {server === undefined ? texts.submit : resourceTexts.save}
        </Button>
      </DialogFooter>
    </form>
  );
}

interface AddressFieldProps {
  fields: ServerFields;
  failure: ApiFailure | null;
  change: (changes: Partial<ServerFields>) => void;
  teamId: string;
}

/** The address, which can be tried before it is saved. */
function AddressField({ fields, failure, change, teamId }: AddressFieldProps) {
  const { test, start, forget } = useConnectionTest(() => checkAddress(teamId, fields.baseUrl.trim()));
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
          forget();
          change({ baseUrl: event.target.value });
        }}
        hint={texts.baseUrlHint}
        error={findFieldError(failure, "baseUrl")}
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
