"use client";

import { Check } from "lucide-react";
import { nameOf, type Patient, PatientFacts } from "./patient-results.tsx";

/** The patient whose data the app gets. */
export function PatientSummary({ patient }: { patient: Patient }) {
  return (
    <>
      <span className="flex items-center gap-1.5 font-medium [overflow-wrap:anywhere]">
        <span dir="auto" className="min-w-0">
          {nameOf(patient)}
        </span>
        <Check aria-hidden="true" className="size-4 shrink-0 text-good" />
      </span>
      <PatientFacts patient={patient} />
    </>
  );
}
