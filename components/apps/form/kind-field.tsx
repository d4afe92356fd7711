"use client";

import { useId } from "react";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { appKinds } from "#lib/contract/apps/app-output.ts";
import type { AppDraft } from "./app-draft.ts";
import { appFormTexts } from "./texts.ts";

const texts = appFormTexts.kind;

const hints = {
  service: texts.serviceHint,
  confidential: texts.confidentialHint,
  public: texts.publicHint,
} as const;

interface KindFieldProps {
  value: AppDraft["kind"];
  onChange: (kind: AppDraft["kind"]) => void;
}

/** What kind of program it is. It decides which other fields there are, and never changes. */
export function KindField({ value, onChange }: KindFieldProps) {
  const group = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.label}</legend>
      {appKinds.map((kind) => (
        <Radio
          key={kind}
          name={group}
          label={texts[kind]}
          hint={hints[kind]}
          checked={kind === value}
          onChange={() => onChange(kind)}
        />
      ))}
    </fieldset>
  );
}
