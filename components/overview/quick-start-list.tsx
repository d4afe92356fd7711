import { clsx } from "clsx";
import { ArrowRight, Circle, CircleCheck } from "lucide-react";
import { Link } from "#components/ui/link.tsx";
import { overviewTexts } from "./texts.ts";

const texts = overviewTexts.start;
const steps = ["hasKey", "hasUsedKey", "hasSecondMember"] as const;

type Progress = Record<(typeof steps)[number], boolean>;

interface QuickStartListProps {
  progress: Progress;
  keysPath: string;
  membersPath: string;
}

function Step({ isDone, title, text, href }: { isDone: boolean; title: string; text: string; href: string }) {
  const Icon = isDone ? CircleCheck : Circle;
  return (
    <li className="border-b last:border-b-0">
      <Link href={href} className="flex items-center gap-3 px-4 py-3 transition-colors hover:bg-surface">
        <Icon aria-hidden="true" className={clsx("size-5 shrink-0", isDone ? "text-good" : "text-muted")} />
        <span className="min-w-0 flex-1">
          <span className="sr-only">{isDone ? texts.done : texts.open} </span>
          <span className={clsx("block font-medium text-sm", isDone && "text-muted")}>{title}</span>
          <span className="block text-muted text-xs">{text}</span>
        </span>
        <ArrowRight aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </Link>
    </li>
  );
}

/** A new team's first steps. Hidden once all are done. */
export function QuickStartList({ progress, keysPath, membersPath }: QuickStartListProps) {
  if (steps.every((step) => progress[step])) return null;
  const hrefs = { hasKey: keysPath, hasUsedKey: "/docs", hasSecondMember: membersPath };
  return (
    <section aria-labelledby="get-started">
      <h2 id="get-started" className="mb-3 font-semibold text-base">
        {texts.title}
      </h2>
      <ul className="overflow-hidden rounded-lg border bg-raised">
        {steps.map((step) => (
          <Step key={step} isDone={progress[step]} href={hrefs[step]} {...texts.steps[step]} />
        ))}
      </ul>
    </section>
  );
}
