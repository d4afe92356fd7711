"use client";

import { healthDataTexts } from "#components/health-data/texts.ts";
import { ResourceFailure } from "#components/resources/resource-failure.tsx";

export default function HealthDataPageFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={healthDataTexts.title} retry={retry} />;
}
