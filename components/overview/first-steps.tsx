import { clsx } from "clsx";
import { Check, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { getKeyPath } from "#components/keys/key-path.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { Link } from "#components/ui/link.tsx";
import { overviewTexts } from "./texts.ts";
import { WaitForRequest } from "./wait-for-request.tsx";

const texts = overviewTexts.start;

interface Progress {
  canGenerate: boolean;
  hasKey: boolean;
  hasUsedKey: boolean;
  hasSecondMember: boolean;
  newestKey: { id: string; name: string; hint: string } | null;
}

const steps = ["hasKey", "hasUsedKey", "hasSecondMember"] as const;

type StepName = (typeof steps)[number];

interface FirstStepsProps {
  progress: Progress;
  teamSlug: string;
  /** The console's address, for the command. */
  origin: string;
}

interface StepProps {
  name: StepName;
  number: number;
  isDone: boolean;
  isCurrent: boolean;
  children: ReactNode;
}

function Step({ name, number, isDone, isCurrent, children }: StepProps) {
  return (
    <li className="group relative flex gap-4 pb-6 last:pb-0">
      <span aria-hidden="true" className="absolute top-8 bottom-1 left-3.5 border-l group-last:hidden" />
      <span
        aria-hidden="true"
        className={clsx(
          "grid size-7 shrink-0 place-items-center rounded-full border font-semibold text-xs",
          isDone && "border-transparent bg-good-soft text-good",
          isCurrent && "border-accent bg-accent-soft text-accent-text",
          !(isDone || isCurrent) && "text-muted",
        )}
      >
        {isDone ? <Check className="size-4" /> : number}
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <h3 className="font-semibold text-base">
          <span className="sr-only">{isDone ? texts.done : texts.open} </span>
          {texts.steps[name].title}
        </h3>
        <div className="mt-0.5 text-muted text-sm">{children}</div>
      </div>
    </li>
  );
}

/** Writes the command of the second step. */
function writeCommand(origin: string): string {
  return `curl ${origin}/v1/api/me \\\n  -H "Authorization: Bearer $BYTEENGINE_API_KEY"`;
}

function StepContent({ name, progress, teamSlug, origin }: FirstStepsProps & { name: StepName }) {
  const settings = `/t/${encodeURIComponent(teamSlug)}/settings`;
  const { newestKey } = progress;
  const text = texts.steps[name].text;
  if (name === "hasKey") {
    if (newestKey === null) {
      return (
        <>
          <p>{text}</p>
          {progress.canGenerate ? (
            <ButtonLink href={`${settings}/api-keys#generate`} variant="primary" className="mt-3">
              {texts.generate}
            </ButtonLink>
          ) : null}
        </>
      );
    }
    return (
      <p className="[overflow-wrap:anywhere]">
        {texts.newestKey}{" "}
        <Link
          href={getKeyPath(teamSlug, newestKey.id)}
          className="font-medium text-accent-text hover:underline"
        >
          <bdi>{newestKey.name}</bdi>
        </Link>{" "}
        <code className="font-mono text-xs">{newestKey.hint}</code>.
      </p>
    );
  }
  if (name === "hasSecondMember") {
    return progress.hasSecondMember ? (
      <p>{text}</p>
    ) : (
      <p>
        {text}{" "}
        <Link href={`${settings}/members#invite`} className="font-medium text-accent-text hover:underline">
          {texts.invite}
        </Link>
      </p>
    );
  }
  if (newestKey === null || progress.hasUsedKey) return <p>{text}</p>;
  return (
    <div className="flex flex-col gap-3">
      <p>{text}</p>
      <CodeBlock label={texts.command} code={writeCommand(origin)} />
      <WaitForRequest />
      <p>
        {texts.nothingArrives}{" "}
        <Link
          href={`${getKeyPath(teamSlug, newestKey.id)}#test`}
          className="font-medium text-accent-text hover:underline"
        >
          {texts.testKey}
        </Link>
      </p>
    </div>
  );
}

/** The first steps of a team. */
export function FirstSteps(props: FirstStepsProps) {
  const { progress } = props;
  const current = steps.find((step) => !progress[step]);
  const done = steps.filter((step) => progress[step]).length;
  return (
    <Card id="get-started" title={texts.title} note={texts.progress(done, steps.length)}>
      <ol className="p-4 sm:p-5">
        {steps.map((step, index) => (
          <Step
            key={step}
            name={step}
            number={index + 1}
            isDone={progress[step]}
            isCurrent={step === current}
          >
            <StepContent {...props} name={step} />
          </Step>
        ))}
      </ol>
    </Card>
  );
}

/** The last of the first steps, for a team of one that already has usage. */
export function InviteHint({ teamSlug }: { teamSlug: string }) {
  const { title, text } = texts.steps.hasSecondMember;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-dashed px-4 py-3">
      <p className="min-w-0 text-sm">
        <span className="font-medium">{title}.</span> <span className="text-muted">{text}</span>
      </p>
      <ButtonLink href={`/t/${encodeURIComponent(teamSlug)}/settings/members#invite`}>
        {texts.invite}
      </ButtonLink>
    </div>
  );
}

const previewHeights = [34, 52, 44, 66, 60, 40, 30, 62, 74, 70, 88, 80, 58, 48, 84, 98];

/** Beside the first steps: what the page will show, and guides. */
export function FirstStepsAside() {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <section aria-labelledby="preview" className="rounded-lg border border-dashed p-4">
        <h2 id="preview" className="font-semibold text-base">
          {texts.preview}
        </h2>
        <div aria-hidden="true" className="mt-4 flex h-28 items-end gap-2 border-b">
          {previewHeights.map((height) => (
            <span key={height} className="flex-1 rounded-t-sm bg-sunken" style={{ height: `${height}%` }} />
          ))}
        </div>
        <p className="mt-3 text-muted text-sm">{texts.previewText}</p>
      </section>
      <Card id="learn" title={texts.learn}>
        <ul>
          {texts.guides.map(({ href, title, text }) => (
            <li key={href} className="border-b last:border-b-0">
              <Link href={href} className="flex items-center gap-3 px-4 py-2.5 hover:bg-surface">
                <span className="min-w-0 flex-1">
                  <span className="block font-medium text-sm">{title}</span>
                  <span className="block text-muted text-xs">{text}</span>
                </span>
                <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted" />
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
