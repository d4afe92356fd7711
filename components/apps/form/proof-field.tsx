"use client";

import { Fragment, useId } from "react";
import { findFieldError } from "#components/api-failure.ts";
import { findCurrentSecret } from "#components/apps/app-state.ts";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { getProof, proofs } from "./app-draft.ts";
import type { AppFieldsProps } from "./fields-props.ts";
import { appFormTexts } from "./texts.ts";

const texts = appFormTexts.proof;

const hints = {
  secret: texts.secretHint,
  paste: texts.pasteHint,
  address: texts.addressHint,
  none: texts.noneHint,
} as const;

/** A secret is created with the app, or on its page. Only a service can do without. */
function listOffered({ draft, seen }: Pick<AppFieldsProps, "draft" | "seen">) {
  if (seen === null) return proofs.filter((proof) => proof !== "none" || draft.kind === "service");
  const hasSecret = findCurrentSecret(seen) !== undefined;
  return proofs.filter((proof) => {
    if (proof === "none") return !hasSecret && seen.kind === "service";
    return proof !== "secret" || hasSecret;
  });
}

/** A client secret, or public keys. An app that has a secret keeps it when it gets keys, until someone ends the secret. */
export function ProofField({ draft, seen, failure, onChange }: AppFieldsProps) {
  const group = useId();
  const offered = listOffered({ draft, seen });
  const selected = getProof(draft);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.label}</legend>
      {offered.map((proof) => (
        <Fragment key={proof}>
          <Radio
            name={group}
            label={texts[proof]}
            hint={seen !== null && proof === "secret" ? texts.secretKeptHint : hints[proof]}
            checked={selected === proof}
            onChange={() => onChange({ proof })}
          />
          {selected === proof ? <KeysField draft={draft} failure={failure} onChange={onChange} /> : null}
        </Fragment>
      ))}
      {offered.includes("secret") ? null : (
        <p className="text-muted text-xs leading-5">{texts.noSecretHint}</p>
      )}
    </fieldset>
  );
}

/** Where the public keys are entered. */
function KeysField({ draft, failure, onChange }: Pick<AppFieldsProps, "draft" | "failure" | "onChange">) {
  if (draft.proof === "secret" || draft.proof === "none") return null;
  if (draft.proof === "paste") {
    return (
      <TextArea
        rows={6}
        label={texts.jwks}
        fieldClassName="ml-6.5 max-sm:ml-0"
        className="font-mono text-xs"
        spellCheck={false}
        autoComplete="off"
        value={draft.jwks}
        onChange={(event) => onChange({ jwks: event.target.value })}
        hint={texts.jwksHint}
        error={findFieldError(failure, "jwks")}
      />
    );
  }
  return (
    <TextField
      label={texts.jwksUri}
      fieldClassName="ml-6.5 max-sm:ml-0"
      inputMode="url"
      autoComplete="off"
      spellCheck={false}
      placeholder={texts.jwksUriPlaceholder}
      value={draft.jwksUri}
      onChange={(event) => onChange({ jwksUri: event.target.value })}
      error={findFieldError(failure, "jwksUri")}
    />
  );
}
