import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import type { FirstStepsData, Step } from "./steps.ts";
import { firstStepsTexts as texts } from "./texts.ts";

interface StepItemProps {
  step: Step;
  number: number;
  data: Pick<FirstStepsData, "production">;
  /** Null: only the title is shown. */
  children: ReactNode;
}

function nameStep({ name }: Step, { production }: StepItemProps["data"]): string {
  return name === "production" ? texts.production.title(production?.label ?? "") : texts[name].title;
}

/** A numbered step, with a line to the next one. */
export function StepItem({ step, number, data, children }: StepItemProps) {
  const { isDone, isOpen } = step;
  return (
    <li className={clsx("group relative flex gap-4 last:pb-0", children === null ? "pb-3" : "pb-6")}>
      <span aria-hidden="true" className="absolute top-8 bottom-1 left-3.5 border-l group-last:hidden" />
      <span
        aria-hidden="true"
        className={clsx(
          "grid size-7 shrink-0 place-items-center rounded-full border font-semibold text-xs",
          isDone && "border-transparent bg-good-soft text-good",
          isOpen && "border-accent bg-accent-soft text-accent-text",
          !(isDone || isOpen) && "text-muted",
        )}
      >
        {isDone ? <Check className="size-4" /> : number}
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <h3 className={clsx("font-semibold text-base", !(isDone || isOpen) && "text-muted")}>
          <span className="sr-only">{isDone ? texts.done : texts.open} </span>
          {nameStep(step, data)}
        </h3>
        {children === null ? null : <div className="mt-0.5 text-muted text-sm">{children}</div>}
      </div>
    </li>
  );
}
