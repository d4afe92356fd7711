"use client";

import { requestTexts } from "#components/requests/texts.ts";
import { ResourceFailure } from "#components/resources/resource-failure.tsx";

export default function RequestsPageFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={requestTexts.title} retry={retry} />;
}
