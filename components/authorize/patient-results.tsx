"use client";

import { clsx } from "clsx";
import type { ReactNode } from "react";
import { type ApiFailure, type ApiResult, describeFailure } from "#components/api-failure.ts";
import { Button } from "#components/ui/button/button.tsx";
import type { FoundPatients } from "#lib/contract/apps/launch-output.ts";
import { authorizeTexts } from "./texts.ts";

const texts = authorizeTexts.patient;

export type Patient = FoundPatients["patients"][number];

export function nameOf({ name }: Patient): string {
  return name ?? texts.unnamed;
}

/** What tells two patients with the same name apart. */
export function PatientFacts({ patient }: { patient: Patient }) {
  const { id, birthDate, gender, identifier } = patient;
  const facts = [
    birthDate === null ? texts.unknownBirth : texts.born(birthDate),
    gender,
    identifier === null ? null : texts.identifier(identifier),
    texts.id(id),
  ];
  return (
    <span className="block text-muted text-xs leading-5 [overflow-wrap:anywhere]">
      {facts.filter((fact) => fact !== null).join(" · ")}
    </span>
  );
}

interface PatientResultsProps {
  listId: string;
  optionId: (index: number) => string;
  /** Null: none has arrived. */
  result: ApiResult<FoundPatients> | null;
  isBusy: boolean;
  searched: string;
  current: number;
  onPoint: (index: number) => void;
  onChoose: (patient: Patient) => void;
  onRetry: () => void;
}

/** What the search found, or why there is nothing. */
export function PatientResults(props: PatientResultsProps) {
  const { result, isBusy, searched, onRetry } = props;
  if (result === null) return isBusy ? <Note>{texts.searching}</Note> : null;
  if (!result.isOk) return <Failed failure={result.failure} isBusy={isBusy} onRetry={onRetry} />;
  const { patients, hasMore } = result.data;
  if (patients.length === 0) return <Note>{isBusy ? texts.searching : texts.none(searched)}</Note>;
  return (
    <div className="overflow-hidden rounded-md border border-edge bg-raised">
      <div
        id={props.listId}
        role="listbox"
        aria-label={texts.results}
        className={clsx("max-h-64 overflow-y-auto p-1 transition-opacity", isBusy && "opacity-60")}
      >
        {patients.map((patient, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field, which names the current option.
          <div
            key={patient.id}
            id={props.optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === props.current}
            onPointerMove={() => props.onPoint(index)}
            // Keeps the focus in the field.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => props.onChoose(patient)}
            className={clsx(
              "cursor-pointer rounded px-2 py-1.5 text-sm coarse:py-2.5",
              index === props.current && "bg-sunken",
            )}
          >
            <span className="block font-medium [overflow-wrap:anywhere]" dir="auto">
              {nameOf(patient)}
            </span>
            <PatientFacts patient={patient} />
          </div>
        ))}
      </div>
      {hasMore ? <p className="border-t px-3 py-2 text-muted text-xs">{texts.more}</p> : null}
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <p className="text-pretty text-muted text-sm [overflow-wrap:anywhere]">{children}</p>;
}

interface FailedProps {
  failure: ApiFailure;
  isBusy: boolean;
  onRetry: () => void;
}

function Failed({ failure, isBusy, onRetry }: FailedProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
      <p className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
        <strong className="font-medium">{texts.failed}.</strong> {describeFailure(failure)}
      </p>
      <Button isBusy={isBusy} onClick={onRetry}>
        {texts.retry}
      </Button>
    </div>
  );
}
