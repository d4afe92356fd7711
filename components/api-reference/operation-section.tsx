import { CodePanel } from "#components/code/code-panel.tsx";
import { HighlightedCode } from "#components/code/highlighted-code.tsx";
import { LanguageTabs } from "#components/code/language-tabs.tsx";
import { HeadingAnchor } from "#components/docs/heading-anchor.tsx";
import { FieldList, Fold, VariantList } from "./field-list.tsx";
import { InlineCode } from "./inline-code.tsx";
import { MethodBadge } from "./method-badge.tsx";
import { splitSummary } from "./read/split-summary.ts";
import type { OperationView, ParameterView } from "./read/view-data.ts";
import { writeSamples } from "./samples/write-samples.ts";
import { referenceTexts as texts } from "./texts.ts";
import { TryIt } from "./try/try-it.tsx";

interface OperationSectionProps {
  operation: OperationView;
  /** An operation above that returns the same object, so that its fields are on the page only once. */
  sameResponse: OperationView | undefined;
  origin: string;
}

/** One operation: what it does and takes. The code is beside it on wide screens, and before the fields on others. */
export function OperationSection({ operation, sameResponse, origin }: OperationSectionProps) {
  const { id, method, path, summary, description } = operation;
  const { title, rest } = splitSummary(summary);
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-10 gap-y-5 border-t py-10 xl:grid-cols-[minmax(0,1fr)_minmax(0,30rem)] xl:grid-rows-[auto_1fr]"
    >
      <div className="flex min-w-0 flex-col gap-4">
        <div className="group flex items-start gap-1">
          <h2 id={id} className="scroll-mt-24 font-semibold text-lg leading-7">
            {title}
          </h2>
          <HeadingAnchor id={id} name={title} />
        </div>
        <p className="flex items-start gap-2.5">
          <MethodBadge method={method} />
          <code className="min-w-0 font-mono text-[0.8125rem] leading-5 [overflow-wrap:anywhere]">
            {path}
          </code>
        </p>
        <p className="max-w-prose text-muted leading-6">
          <InlineCode text={`${rest}${description}`} />
        </p>
      </div>
      <div className="min-w-0 xl:row-span-2">
        <div className="flex flex-col gap-4 xl:sticky xl:top-20">
          <Code operation={operation} origin={origin} />
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <Inputs operation={operation} />
        <Outputs operation={operation} sameResponse={sameResponse} />
      </div>
    </section>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <h3 className="border-b pb-1.5 font-semibold text-sm">{title}</h3>
      {children}
    </div>
  );
}

function Inputs({ operation: { parameters, body } }: { operation: OperationView }) {
  return (
    <>
      <ParameterPart place="path" parameters={parameters} />
      <ParameterPart place="query" parameters={parameters} />
      {body === null || body.variants.length === 0 ? null : (
        <Part title={texts.body}>
          <VariantList variants={body.variants} showsRequired />
        </Part>
      )}
      <ParameterPart place="header" parameters={parameters} />
    </>
  );
}

interface ParameterPartProps {
  place: ParameterView["in"];
  parameters: readonly ParameterView[];
}

function ParameterPart({ place, parameters }: ParameterPartProps) {
  const fields = parameters.filter((parameter) => parameter.in === place);
  if (fields.length === 0) return null;
  return (
    <Part title={texts.parameters[place]}>
      <FieldList fields={fields} showsRequired />
    </Part>
  );
}

type OutputsProps = Omit<OperationSectionProps, "origin">;

function Outputs({ operation: { success, errors }, sameResponse }: OutputsProps) {
  return (
    <>
      <Part title={texts.returns(success.status)}>
        <p className="pt-2 text-sm leading-5.5">
          <InlineCode text={success.text} />
        </p>
        <ResponseFields variants={success.variants} sameResponse={sameResponse} />
      </Part>
      <Fold label={texts.errors}>
        <ul className="flex flex-col gap-1.5 pt-1 text-muted text-xs leading-5">
          {errors.map(({ status, text }) => (
            <li key={status} className="flex gap-3">
              <span className="font-mono text-text">{status}</span>
              <span>
                <InlineCode text={text} />
              </span>
            </li>
          ))}
        </ul>
      </Fold>
    </>
  );
}

interface ResponseFieldsProps {
  variants: OperationView["success"]["variants"];
  sameResponse: OperationView | undefined;
}

function ResponseFields({ variants, sameResponse }: ResponseFieldsProps) {
  if (variants.length === 0) return null;
  if (sameResponse === undefined) {
    return (
      <Fold label={texts.responseFields}>
        <VariantList variants={variants} showsRequired={false} />
      </Fold>
    );
  }
  return (
    <p className="pt-1 text-muted text-xs leading-5">
      {texts.sameFields}{" "}
      <a
        href={`#${sameResponse.id}`}
        className="text-accent-text underline underline-offset-2 hover:no-underline"
      >
        {splitSummary(sameResponse.summary).title}
      </a>
    </p>
  );
}

function Code({ operation, origin }: { operation: OperationView; origin: string }) {
  const { id, method, path, parameters, body, tokenName, summary, success } = operation;
  const tabs = writeSamples(origin, operation).map(({ label, language, code }) => ({
    language: label,
    code: <HighlightedCode code={code} language={language} />,
  }));
  return (
    <>
      <LanguageTabs label={texts.request(splitSummary(summary).title)} tabs={tabs} />
      {success.example === "" ? null : (
        <CodePanel
          label={texts.responseLabel(success.status)}
          language={/^[[{]/.test(success.example) ? "json" : "text"}
          code={success.example}
          className="max-h-72 overflow-y-auto"
        />
      )}
      <TryIt
        request={{
          id,
          method,
          path,
          parameters: parameters.map(withoutVariants),
          body: trimBody(body),
          tokenName,
        }}
      />
    </>
  );
}

/** The form needs no descriptions of nested fields, which would be sent to the browser twice. */
function withoutVariants<Field extends { variants: unknown[]; text: string }>(field: Field): Field {
  return { ...field, variants: [], text: "" };
}

function trimBody(body: OperationView["body"]): OperationView["body"] {
  return body === null ? null : { ...body, variants: [] };
}
