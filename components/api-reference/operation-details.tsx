"use client";

import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { referenceTexts as texts } from "./texts.ts";
import { TryForm } from "./try-form.tsx";
import type { FieldView, OperationView, ParameterView } from "./view-data.ts";

const columns = [
  { key: "name", label: texts.columns.name },
  { key: "type", label: texts.columns.type },
  { key: "text", label: texts.columns.text },
];

interface FieldTableProps {
  label: string;
  fields: readonly (FieldView | ParameterView)[];
  /** False for responses, where required fields carry no information. */
  showsRequired: boolean;
}

function FieldTable({ label, fields, showsRequired }: FieldTableProps) {
  return (
    <Table label={label} columns={columns}>
      {fields.map((field) => (
        <TableRow key={field.name}>
          <TableCell className="align-top max-sm:col-span-2">
            <code className="font-mono text-xs [overflow-wrap:anywhere]">{field.name}</code>
            {showsRequired && field.isRequired ? (
              <span className="ml-2 text-warn text-xs">{texts.required}</span>
            ) : null}
          </TableCell>
          <TableCell className="align-top text-xs [overflow-wrap:anywhere]">{field.type}</TableCell>
          <TableCell className="align-top text-muted text-xs max-sm:col-span-2">
            {"in" in field ? `${texts.places[field.in]}${field.text === "" ? "" : "; "}` : null}
            {field.text}
          </TableCell>
        </TableRow>
      ))}
    </Table>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-sm">{title}</h3>
      {children}
    </section>
  );
}

/** The opened view of one operation. */
export function OperationDetails(props: { operation: OperationView; apiKey: string; origin: string }) {
  const { operation } = props;
  const { parameters, body, success, errors } = operation;
  return (
    <div className="flex flex-col gap-5 border-t px-4 py-4">
      <p className="max-w-prose text-muted">{renderCode(operation.description)}</p>
      {parameters.length === 0 ? null : (
        <Part title={texts.parameters}>
          <FieldTable label={texts.parameters} fields={parameters} showsRequired />
        </Part>
      )}
      {body === null || body.fields.length === 0 ? null : (
        <Part title={texts.body}>
          <FieldTable label={texts.body} fields={body.fields} showsRequired />
        </Part>
      )}
      <Part title={texts.response(success.status)}>
        <p className="text-muted text-sm">{success.text}</p>
        {success.example === "" ? null : (
          <CodeBlock label={texts.response(success.status)} code={success.example} />
        )}
        {success.fields.length === 0 ? null : (
          <details>
            <summary className="w-fit rounded-md py-1 font-medium text-muted text-sm hover:text-text coarse:py-3">
              {texts.fields}
            </summary>
            <div className="mt-2">
              <FieldTable
                label={`${texts.response(success.status)}, ${texts.fields}`}
                fields={success.fields}
                showsRequired={false}
              />
            </div>
          </details>
        )}
      </Part>
      <Part title={texts.errors}>
        <ul className="grid gap-x-6 gap-y-1 text-muted text-xs sm:grid-cols-2">
          {errors.map(({ status, text }) => (
            <li key={status} className="flex gap-2">
              <span className="font-mono text-text">{status}</span>
              <span>{renderCode(text)}</span>
            </li>
          ))}
        </ul>
      </Part>
      <TryForm {...props} />
    </div>
  );
}

/** Renders text between backticks as code. */
function renderCode(text: string) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="rounded bg-sunken px-1 py-0.5 font-mono text-xs">
        {part}
      </code>
    ),
  );
}
