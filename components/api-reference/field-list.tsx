import { ChevronRight } from "lucide-react";
import { InlineCode } from "./inline-code.tsx";
import type { FieldView, VariantView } from "./read/view-data.ts";
import { referenceTexts as texts } from "./texts.ts";

interface VariantListProps {
  variants: readonly VariantView[];
  /** False for responses, where required fields carry no information. */
  showsRequired: boolean;
}

/** The fields of an object, or of each of its forms. */
export function VariantList({ variants, showsRequired }: VariantListProps) {
  return variants.map(({ label, fields }) => (
    <div key={label}>
      {label === "" ? null : <p className="mt-2 font-mono text-muted text-xs">{label}</p>}
      <FieldList fields={fields} showsRequired={showsRequired} />
    </div>
  ));
}

interface FieldListProps {
  fields: readonly FieldView[];
  showsRequired: boolean;
}

export function FieldList({ fields, showsRequired }: FieldListProps) {
  return (
    <ul className="divide-y">
      {fields.map((field) => (
        <li key={field.name} className="flex flex-col gap-1 py-3 first:pt-2 last:pb-0">
          <Field field={field} showsRequired={showsRequired} />
        </li>
      ))}
    </ul>
  );
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function Field({ field, showsRequired }: { field: FieldView; showsRequired: boolean }) {
  const { name, type, isRequired, text, constraints, example, variants } = field;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
        <code className="font-medium font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{name}</code>
        <span className="text-muted text-xs">{type}</span>
        {showsRequired && isRequired ? (
          <span className="font-medium text-warn text-xs">{texts.required}</span>
        ) : null}
      </p>
      <p className="text-sm leading-5.5">
        <InlineCode text={text} />
      </p>
      {constraints.length === 0 ? null : (
        <p className="text-muted text-xs leading-5 [overflow-wrap:anywhere]">
          <InlineCode text={capitalize(constraints.join(", "))} />
        </p>
      )}
      {variants.length > 0 || example === "" ? null : (
        <p className="text-muted text-xs">
          {texts.example}{" "}
          <code className="font-mono text-code-string [overflow-wrap:anywhere]">{example}</code>
        </p>
      )}
      {variants.length === 0 ? null : (
        <Fold label={texts.fieldsOf(name)}>
          <div className="border-l pl-4">
            <VariantList variants={variants} showsRequired={showsRequired} />
          </div>
        </Fold>
      )}
    </>
  );
}

/** Hides what most readers skip. */
export function Fold({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <details className="group/fold">
      <summary className="flex w-fit list-none items-center gap-1 rounded-md py-1 font-medium text-accent-text text-xs hover:underline coarse:py-3.5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 transition-transform group-open/fold:rotate-90"
        />
        {label}
      </summary>
      {children}
    </details>
  );
}
