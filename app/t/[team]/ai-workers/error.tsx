"use client";

import { ResourceFailure } from "#components/resources/resource-failure.tsx";
import { workerTexts } from "#components/workers/texts.ts";

export default function AiWorkersPageFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={workerTexts.title} retry={retry} />;
}
