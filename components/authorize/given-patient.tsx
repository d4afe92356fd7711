"use client";

import type { Patient } from "./patient-results.tsx";
import { PatientSummary } from "./patient-summary.tsx";
import { authorizeTexts } from "./texts.ts";

const texts = authorizeTexts.patient;

interface GivenPatientProps {
  id: string;
  /** Null: the server doesn't say who it is. Undefined: it hasn't answered yet. */
  patient: Patient | null | undefined;
}

/** The patient whom the app was opened for, or the person's own record. */
export function GivenPatient({ id, patient }: GivenPatientProps) {
  if (patient) return <PatientSummary patient={patient} />;
  return (
    <>
      <span className="font-medium [overflow-wrap:anywhere]">{texts.id(id)}</span>
      <span className="block text-muted text-xs leading-5">
        {patient === undefined ? texts.loadingName : texts.unknownName}
      </span>
    </>
  );
}
