"use client";

import { appTexts } from "#components/apps/texts.ts";
import { ResourceFailure } from "#components/resources/resource-failure.tsx";

export default function AppsPageFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={appTexts.title} retry={retry} />;
}
