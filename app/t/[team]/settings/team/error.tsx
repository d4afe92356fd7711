"use client";

import { ResourceFailure } from "#components/resources/resource-failure.tsx";
import { teamTexts } from "#components/team/texts.ts";

export default function TeamPageFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={teamTexts.team.title} retry={retry} />;
}
