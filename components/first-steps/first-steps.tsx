"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { rememberSkip } from "./skip-cookie.ts";
import { StepContent } from "./step-content.tsx";
import { StepItem } from "./step-item.tsx";
import { type FirstStepsProps, listSteps } from "./steps.ts";
import { firstStepsTexts as texts } from "./texts.ts";

/** The first steps of a team. They tick by themselves when a request arrives. */
export function FirstSteps(props: FirstStepsProps) {
  const { data, team, userId } = props;
  const { refresh } = useRouter();
  const [isSkipped, setIsSkipped] = useState(false);
  const [hadUsedKey] = useState(data.hasUsedKey);
  const steps = listSteps(data);
  const done = steps.filter(({ isDone }) => isDone).length;
  // What was done before this visit needs no room.
  const shown = hadUsedKey ? steps.filter(({ isDone }) => !isDone) : steps;
  // The list of keys is below and says the rest, so that it stays in view.
  const isBrief = props.onGenerate !== undefined && data.newestKey !== null;
  const skip = () => {
    rememberSkip(team.id, userId);
    setIsSkipped(true);
    // The button disappears.
    document.querySelector<HTMLElement>("main")?.focus();
    refresh();
  };
  if (isSkipped) return null;
  return (
    <Card
      id="get-started"
      title={hadUsedKey ? texts.nextTitle : texts.title}
      note={texts.progress(done, steps.length)}
      action={
        data.canGenerate ? (
          <Button variant="quiet" className="-mr-2 max-sm:-ml-3" onClick={skip}>
            {texts.skip}
          </Button>
        ) : null
      }
    >
      <p role="status" className="sr-only">
        {data.hasUsedKey && !hadUsedKey ? texts.request.done : ""}
      </p>
      <ol className="p-4 sm:p-5">
        {shown.map((step) => (
          <StepItem key={step.name} step={step} number={steps.indexOf(step) + 1} data={data}>
            {isBrief && !step.isOpen ? null : <StepContent {...props} step={step} />}
          </StepItem>
        ))}
      </ol>
    </Card>
  );
}
