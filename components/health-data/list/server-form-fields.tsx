"use client";

import { Button } from "#components/ui/button/button.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { fhirVersions } from "#lib/contract/resources/fhir-servers.ts";
import type { FormFieldsProps } from "../../resources/resource-kind.ts";
import { useRequest } from "../../use-request.ts";
import { healthDataTexts } from "../texts.ts";
import { ConnectionResult } from "./connection-result.tsx";
import { checkBaseUrl, type ServerFields } from "./server-client.ts";

const texts = healthDataTexts.form;
const versionOptions = fhirVersions.map((version) => ({ value: version, label: version }));

export function ServerFormFields(props: FormFieldsProps<ServerFields>) {
  const { fields, change, errorOf, environmentField } = props;
  return (
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
      <BaseUrlField {...props} />
      {environmentField}
      <SelectField
        label={texts.version}
        value={fields.fhirVersion}
        onChange={(event) => change({ fhirVersion: event.target.value })}
        options={versionOptions}
        error={errorOf("fhirVersion")}
      />
    </>
  );
}

/** The base URL, which can be tested before it is saved. */
function BaseUrlField({ fields, change, errorOf, teamId, isNew }: FormFieldsProps<ServerFields>) {
  const { isBusy, result, run, reset } = useRequest((signal) =>
    checkBaseUrl(teamId, fields.baseUrl.trim(), signal),
  );
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
        hint={isNew ? texts.baseUrlHint : `${texts.baseUrlHint} ${texts.baseUrlChange}`}
        error={errorOf("baseUrl")}
        required
      />
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Button isBusy={isBusy} disabled={fields.baseUrl.trim() === ""} onClick={() => run()}>
          {isBusy ? healthDataTexts.test.running : healthDataTexts.test.run}
        </Button>
        <div className="min-w-0 flex-1 basis-48">
          <ConnectionResult result={isBusy ? null : result} />
        </div>
      </div>
    </div>
  );
}
