"use client";

import { environmentTexts } from "#components/environments/texts.ts";
import { ResourceFailure } from "#components/resources/resource-failure.tsx";

export default function EnvironmentsPageFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={environmentTexts.title} retry={retry} />;
}
