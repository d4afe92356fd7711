"use client";

import { instanceTexts } from "#components/instance/texts.ts";
import { ResourceFailure } from "#components/resources/resource-failure.tsx";

export default function InstanceFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={instanceTexts.title} retry={retry} />;
}
