"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { useRequest } from "../use-request.ts";
import { type RequestOutcome, type RequestResult, sendRequest, writeCurl } from "./send-request.ts";
import { referenceTexts } from "./texts.ts";
import type { OperationView } from "./view-data.ts";

const texts = referenceTexts.try;

interface TryFormProps {
  operation: OperationView;
  apiKey: string;
  origin: string;
}

/** A form for a request, shown as a curl command and sent from the page. */
export function TryForm({ operation, apiKey, origin }: TryFormProps) {
  const parameters = operation.parameters.filter((parameter) => parameter.in !== "header");
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(operation.body?.example ?? "");
  const { isBusy, result, run } = useRequest(() => sendRequest(operation, { values, body }, apiKey));
  const send = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };
  return (
    <div className="flex flex-col gap-4">
      <CodeBlock label={referenceTexts.curl} code={writeCurl(origin, operation, { values, body })} />
      <form onSubmit={send} className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
        <h3 className="font-semibold text-sm">{texts.title}</h3>
        {parameters.length === 0 ? null : (
          <div className="grid gap-3 sm:grid-cols-2">
            {parameters.map(({ name, isRequired, example }) => (
              <TextField
                key={name}
                label={isRequired ? `${name} (${referenceTexts.required})` : name}
                autoComplete="off"
                spellCheck={false}
                placeholder={example}
                value={values[name] ?? ""}
                onChange={({ target }) => setValues({ ...values, [name]: target.value })}
                className="font-mono"
              />
            ))}
          </div>
        )}
        {operation.body === null ? null : (
          <TextArea
            label={texts.bodyLabel}
            rows={Math.min(12, body.split("\n").length + 1)}
            spellCheck={false}
            autoComplete="off"
            value={body}
            onChange={({ target }) => setBody(target.value)}
            className="font-mono text-xs leading-5"
          />
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" isBusy={isBusy}>
            {texts.send}
          </Button>
          <p className="text-muted text-xs">
            {apiKey.trim() === "" ? texts.withoutKey : texts.withKey}
            {operation.method === "GET" ? null : ` ${texts.changes}`}
          </p>
        </div>
        <div aria-live="polite">{result === null ? null : <Result result={result} />}</div>
      </form>
    </div>
  );
}

function Result({ result }: { result: RequestResult }) {
  return result.isSent ? <Outcome outcome={result.outcome} /> : <FieldError>{result.message}</FieldError>;
}

function getTone(status: number) {
  if (status < 300) return "good";
  return status < 500 ? "warn" : "bad";
}

function Outcome({ outcome }: { outcome: RequestOutcome }) {
  const { status, durationMs, requestId, remaining, text } = outcome;
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-xs">
        <Badge tone={getTone(status)}>{texts.outcome(status, durationMs)}</Badge>
        {remaining === null ? null : (
          <span>
            {texts.remaining}: <span className="tabular-nums">{remaining}</span>
          </span>
        )}
        {requestId === null ? null : (
          <span className="[overflow-wrap:anywhere]">
            {texts.requestId}: <code className="font-mono">{requestId}</code>
          </span>
        )}
      </p>
      <CodeBlock label={texts.response} code={text} />
    </div>
  );
}
