"use client";

import { useId } from "react";
import { type LanguageTab, LanguageTabs } from "#components/code/language-tabs.tsx";
import { firstStepsTexts } from "./texts.ts";
import type { AwaitedKey } from "./use-first-request.ts";
import { WaitForRequest } from "./wait-for-request.tsx";

const texts = firstStepsTexts.tryIt;

interface FirstRequestProps {
  /** Code with a placeholder for the secret. */
  samples: readonly LanguageTab[];
  createdKey: AwaitedKey;
  teamSlug: string;
  /** The code with the secret. Called when it's copied. */
  insertSecret: (code: string) => string;
  onCopyFailure: () => void;
}

/** The request to send with a new key, and whether it has arrived. Shown while the secret still is. */
export function FirstRequest(props: FirstRequestProps) {
  const { samples, createdKey, teamSlug, insertSecret, onCopyFailure } = props;
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-3 border-t pt-4">
      <div>
        <h3 id={id} className="font-semibold text-base">
          {texts.title}
        </h3>
        <p className="mt-0.5 text-muted text-sm">{texts.text}</p>
      </div>
      <LanguageTabs
        label={firstStepsTexts.request.language}
        tabs={samples}
        copy={{ label: texts.copy, getText: insertSecret, onFailure: onCopyFailure }}
      />
      <WaitForRequest awaitedKey={createdKey} teamSlug={teamSlug} />
    </section>
  );
}
