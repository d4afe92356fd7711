"use client";

import { useId } from "react";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { CommandHint } from "./command-hint.tsx";
import type { IssuerDraft } from "./issuer-draft.ts";
import { issuerTexts } from "./texts.ts";

const texts = issuerTexts.form;

interface IssuerFieldsProps {
  draft: IssuerDraft;
  /** Whether the address can still be chosen: it never changes. */
  withAddress?: boolean;
  /** The error of a field of the request. */
  errorOf: (field: "issuer" | "jwks") => string | undefined;
  onChange: (changes: Partial<IssuerDraft>) => void;
}

/** The address of an issuer, and where its public keys are. */
export function IssuerFields({ draft, withAddress = false, errorOf, onChange }: IssuerFieldsProps) {
  const group = useId();
  return (
    <>
      {withAddress ? (
        <TextField
          label={texts.issuer}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder={texts.issuerPlaceholder}
          className="font-mono text-xs"
          value={draft.issuer}
          onChange={(event) => onChange({ issuer: event.target.value })}
          hint={<CommandHint {...texts.issuerHints[draft.preset]} />}
          error={errorOf("issuer")}
          required
        />
      ) : null}
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium text-sm">{texts.keys}</legend>
        <Radio
          name={group}
          label={texts.discovered}
          hint={texts.discoveredHint}
          checked={draft.keys === "discovered"}
          onChange={() => onChange({ keys: "discovered" })}
        />
        <Radio
          name={group}
          label={texts.uploaded}
          hint={texts.uploadedHint}
          checked={draft.keys === "uploaded"}
          onChange={() => onChange({ keys: "uploaded" })}
        />
        {draft.keys === "uploaded" ? (
          <TextArea
            rows={6}
            label={texts.jwks}
            fieldClassName="ml-6.5 max-sm:ml-0"
            className="font-mono text-xs"
            spellCheck={false}
            autoComplete="off"
            value={draft.jwks}
            onChange={(event) => onChange({ jwks: event.target.value })}
            hint={
              <CommandHint {...(draft.preset === "kubernetes" ? texts.jwksKubernetesHint : texts.jwksHint)} />
            }
            error={errorOf("jwks")}
          />
        ) : null}
      </fieldset>
    </>
  );
}
