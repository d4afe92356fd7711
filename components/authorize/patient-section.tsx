"use client";

import { CircleAlert, UserRound } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { nameOf, type Patient } from "./patient-results.tsx";
import { PatientSearch } from "./patient-search.tsx";
import { PatientSummary } from "./patient-summary.tsx";
import { authorizeTexts } from "./texts.ts";
import type { AuthorizePageData } from "./view-data.ts";

const texts = authorizeTexts.patient;

interface PatientSectionProps {
  page: AuthorizePageData;
  chosen: Patient | null;
  fieldRef: RefObject<HTMLInputElement | null>;
  error: string | undefined;
  /** The patient whom the request names. */
  given: ReactNode;
  onChoose: (patient: Patient | null) => void;
}

/** The patient whose data the app gets: given, or chosen here. */
export function PatientSection(props: PatientSectionProps) {
  const { patient } = props.page.question;
  if (patient.kind === "none") return null;
  return (
    <section aria-labelledby="patient" className="flex flex-col gap-2.5 border-t px-5 py-4">
      <h2 id="patient" className="font-semibold text-sm">
        {patient.kind === "search" ? texts.title : texts.known}
      </h2>
      {patient.kind === "given" ? (
        <>
          <PatientBox>{props.given}</PatientBox>
          <p className="text-pretty text-muted text-xs leading-5">{texts.given}</p>
        </>
      ) : null}
      {patient.kind === "search" ? <Chosen {...props} /> : null}
      {patient.kind === "impossible" ? <Impossible question={props.page.question} /> : null}
    </section>
  );
}

function PatientBox({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex items-center gap-3 rounded-md border bg-surface px-3 py-2.5 text-sm">
      <UserRound aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}

function Chosen({ page, chosen, fieldRef, error, onChoose }: PatientSectionProps) {
  const changeRef = useRef<HTMLButtonElement>(null);
  if (chosen === null) {
    return (
      <PatientSearch
        teamId={page.question.team.id}
        request={page.request}
        fieldRef={fieldRef}
        error={error}
        onChoose={(patient) => {
          onChoose(patient);
          // The field that has the focus leaves the page.
          requestAnimationFrame(() => changeRef.current?.focus());
        }}
      />
    );
  }
  return (
    <PatientBox
      action={
        <Button
          ref={changeRef}
          aria-label={texts.changeOf(nameOf(chosen))}
          onClick={() => {
            onChoose(null);
            requestAnimationFrame(() => fieldRef.current?.focus());
          }}
        >
          {texts.change}
        </Button>
      }
    >
      <PatientSummary patient={chosen} />
    </PatientBox>
  );
}

/** Why the app can't be used, and who can change that. */
function Impossible({ question }: Pick<AuthorizePageData, "question">) {
  return (
    <div className="flex items-start gap-2.5 rounded-md bg-warn-soft px-3 py-2.5 text-sm text-warn [overflow-wrap:anywhere]">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="flex min-w-0 flex-col gap-1.5 text-pretty">
        <p>{texts.impossible(question.server.name)}</p>
        <p>{texts.impossibleNext(question.team.name)}</p>
      </div>
    </div>
  );
}
