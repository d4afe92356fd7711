"use client";

import { accountTexts } from "#components/account/texts.ts";
import { ResourceFailure } from "#components/resources/resource-failure.tsx";

export default function AccountFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={accountTexts.title} retry={retry} />;
}
