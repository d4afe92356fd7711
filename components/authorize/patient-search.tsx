"use client";

import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from "react";
import type { ApiResult } from "#components/api-failure.ts";
import { FieldError } from "#components/ui/form/field.tsx";
import { SearchField } from "#components/ui/form/search-field.tsx";
import { useRequest } from "#components/use-request.ts";
import type { FoundPatients } from "#lib/contract/apps/launch-output.ts";
import { findPatients } from "./authorize-client.ts";
import { type Patient, PatientResults } from "./patient-results.tsx";
import { authorizeTexts } from "./texts.ts";

const texts = authorizeTexts.patient;

/** Long enough that a name is typed without a request for each letter. */
const delayMs = 300;

interface PatientSearchProps {
  teamId: string;
  request: string;
  fieldRef: RefObject<HTMLInputElement | null>;
  /** Why the answer wasn't sent. */
  error: string | undefined;
  onChoose: (patient: Patient) => void;
}

/** A search whose results are chosen with the arrow keys and Enter, or by pressing one. */
export function PatientSearch({ teamId, request, fieldRef, error, onChoose }: PatientSearchProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [current, setCurrent] = useState(0);
  const typed = text.trim();
  const { isBusy, result, run, reset } = useRequest(async (signal, searched: string) => {
    const found = await findPatients(teamId, { request, text: searched }, signal);
    setCurrent(0);
    return { searched, found };
  });
  // Also what was typed before the page's code ran.
  useEffect(() => setText(fieldRef.current?.value ?? ""), [fieldRef]);
  useEffect(() => {
    if (typed === "") return reset();
    const timer = setTimeout(run, delayMs, typed);
    return () => clearTimeout(timer);
  }, [typed, run, reset]);

  const found: ApiResult<FoundPatients> | null = result?.found ?? null;
  const patients = found?.isOk ? found.data.patients : [];
  const optionId = (index: number) => `${id}-${index}`;
  const isOpen = patients.length > 0;
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && isOpen) {
      event.preventDefault();
      const next = (current + step + patients.length) % patients.length;
      setCurrent(next);
      document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
    }
    // Not the results of what was typed before.
    const chosen = event.key === "Enter" && result?.searched === typed ? patients[current] : undefined;
    if (chosen !== undefined) onChoose(chosen);
  };
  return (
    <div className="flex flex-col gap-2">
      <SearchField
        ref={fieldRef}
        label={texts.search}
        placeholder={texts.placeholder}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={isOpen ? optionId(current) : undefined}
        isPending={isBusy}
        problem={undefined}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      {error === undefined ? null : <FieldError id={`${id}-error`}>{error}</FieldError>}
      <PatientResults
        listId={`${id}-list`}
        optionId={optionId}
        result={found}
        isBusy={isBusy}
        searched={result?.searched ?? ""}
        current={current}
        onPoint={setCurrent}
        onChoose={onChoose}
        onRetry={() => run(typed)}
      />
      <p role="status" className="sr-only">
        {isOpen && !isBusy ? texts.found(patients.length) : ""}
      </p>
    </div>
  );
}
