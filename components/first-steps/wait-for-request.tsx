"use client";

import { clsx } from "clsx";
import { Check, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { getKeyPath } from "#components/keys/key-path.ts";
import { Link } from "#components/ui/link.tsx";
import { firstStepsTexts } from "./texts.ts";
import { type AwaitedKey, type FirstRequestState, useFirstRequest } from "./use-first-request.ts";

const texts = firstStepsTexts.wait;

const tones: Readonly<Record<FirstRequestState, string>> = {
  waiting: "border-accent/30 bg-accent-soft",
  idle: "bg-sunken",
  rejected: "border-warn/30 bg-warn-soft",
  received: "border-good/30 bg-good-soft",
};

function Icon({ state }: { state: FirstRequestState }) {
  if (state === "received") return <Check aria-hidden="true" className="size-4 shrink-0 text-good" />;
  if (state === "rejected") return <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-warn" />;
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "m-1 size-2 shrink-0 rounded-full",
        state === "waiting" ? "animate-pulse bg-accent" : "bg-muted",
      )}
    />
  );
}

interface WaitForRequestProps {
  awaitedKey: AwaitedKey;
  teamSlug: string;
}

/** Says when the first request with a key has arrived, and then refreshes the page, which counts the step as done. */
export function WaitForRequest({ awaitedKey, teamSlug }: WaitForRequestProps) {
  const { refresh } = useRouter();
  const state = useFirstRequest(awaitedKey, refresh);
  const { title, text } = texts[state];
  return (
    <div
      role="status"
      className={clsx(
        "flex min-h-11 items-center gap-2.5 rounded-lg border px-3.5 py-2 text-sm",
        tones[state],
      )}
    >
      <Icon state={state} />
      <p className="min-w-0">
        <strong className="font-medium text-text">{title}</strong> <span className="text-muted">{text}</span>
        {state === "rejected" ? (
          <>
            {" "}
            <Link
              href={`${getKeyPath(teamSlug, awaitedKey.id)}?tab=requests`}
              className="font-medium text-accent-text underline underline-offset-2 hover:no-underline"
            >
              {texts.seeWhy}
            </Link>
          </>
        ) : null}
      </p>
    </div>
  );
}
