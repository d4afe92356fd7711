"use client";

import { type FormEvent, useState } from "react";
import type { ParameterView, RequestView } from "#components/api-reference/read/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { useRequest } from "#components/use-request.ts";
import { useKeyForTests } from "./key-for-tests.tsx";
import { type RequestOutcome, type RequestResult, sendRequest } from "./send-request.ts";
import { tryTexts as texts } from "./texts.ts";

function formatBody(example: unknown): string {
  return example === undefined ? "" : JSON.stringify(example, null, 2);
}

/** Sends a request from the page, with the values and the key that the reader enters. */
export function TryForm({ request }: { request: RequestView }) {
  const { apiKey, setApiKey } = useKeyForTests();
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(formatBody(request.body?.example));
  const { isBusy, result, run } = useRequest(() => sendRequest(request, { values, body }, apiKey));
  const parameters = request.parameters.filter((parameter) => parameter.in !== "header");
  const send = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <h3 className="font-semibold text-sm">{texts.title}</h3>
      {request.tokenName === null ? null : (
        // Not a password field, because browsers offer to save those.
        <TextField
          label={texts.key}
          hint={texts.keyHint}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="be_..."
          value={apiKey}
          onChange={({ target }) => setApiKey(target.value)}
          className="font-mono [-webkit-text-security:disc] placeholder-shown:[-webkit-text-security:none]"
        />
      )}
      {parameters.length === 0 ? null : (
        <div className="grid gap-3 sm:grid-cols-2">
          {parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              value={values[parameter.name] ?? ""}
              onChange={(value) => setValues({ ...values, [parameter.name]: value })}
            />
          ))}
        </div>
      )}
      {request.body === null ? null : (
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
        {request.method === "GET" ? null : <p className="text-muted text-xs">{texts.changes}</p>}
      </div>
      <div aria-live="polite">{result === null ? null : <Result result={result} />}</div>
    </form>
  );
}

interface ParameterFieldProps {
  parameter: ParameterView;
  value: string;
  onChange: (value: string) => void;
}

function ParameterField({ parameter, value, onChange }: ParameterFieldProps) {
  const { name, isRequired, example } = parameter;
  return (
    <TextField
      label={isRequired ? `${name} (${texts.required})` : name}
      autoComplete="off"
      spellCheck={false}
      placeholder={example.replace(/^"(.*)"$/, "$1")}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      className="font-mono"
    />
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
