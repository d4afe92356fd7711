"use client";

import type { ReactNode } from "react";
import { LanguageTabs } from "#components/code/language-tabs.tsx";
import { getKeyPath, getKeysPath } from "#components/keys/key-path.ts";
import { roleNames } from "#components/team/role-names.ts";
import { Button } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import type { ButtonVariant } from "#components/ui/button/button-variants.ts";
import { Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { FirstStepsProps, NewestKey, Step } from "./steps.ts";
import { firstStepsTexts as texts } from "./texts.ts";
import { WaitForRequest } from "./wait-for-request.tsx";

const linkClasses = "font-medium text-accent-text hover:underline";

interface StepContentProps extends FirstStepsProps {
  step: Step;
}

interface GenerateProps extends Pick<FirstStepsProps, "team" | "onGenerate"> {
  environment?: string;
  variant?: ButtonVariant;
  children: ReactNode;
}

/** Opens the form on the page of the keys, and leads there from other pages. */
function Generate({ team, onGenerate, environment, variant, children }: GenerateProps) {
  if (onGenerate !== undefined) {
    return (
      <Button variant={variant} className="mt-3" onClick={() => onGenerate(environment)}>
        {children}
      </Button>
    );
  }
  const path = getKeysPath(team.slug, environment === undefined ? undefined : { environment });
  return (
    <ButtonLink href={`${path}#generate`} variant={variant} className="mt-3">
      {children}
    </ButtonLink>
  );
}

interface GeneratedKeyProps {
  newestKey: NewestKey;
  path: string;
}

function GeneratedKey({ newestKey, path }: GeneratedKeyProps) {
  const { name, hint, environment, expiresAt } = newestKey;
  return (
    <p className="[overflow-wrap:anywhere]">
      {texts.generate.newest}{" "}
      <Link href={path} className={linkClasses}>
        <bdi>{name}</bdi>
      </Link>{" "}
      <code className="whitespace-nowrap font-mono text-xs">{hint}</code> {texts.generate.in(environment)}
      {expiresAt === null ? null : (
        <>
          {" "}
          {texts.generate.expires} <Time at={expiresAt} style="day" />.
        </>
      )}
    </p>
  );
}

function GenerateStep({ data, step, team, onGenerate }: StepContentProps) {
  const { newestKey } = data;
  if (newestKey !== null) {
    return <GeneratedKey newestKey={newestKey} path={getKeyPath(team.slug, newestKey.id)} />;
  }
  if (step.isDone) return <p>{texts.generate.used}</p>;
  return (
    <>
      <p>{texts.generate.text}</p>
      {data.canGenerate ? (
        <Generate team={team} onGenerate={onGenerate} variant="primary">
          {texts.generate.action}
        </Generate>
      ) : null}
    </>
  );
}

function RequestStep({ data, step, team, samples, isCovered = false }: StepContentProps) {
  const { newestKey } = data;
  if (step.isDone) return <p>{texts.request.done}</p>;
  if (newestKey === null) return <p>{texts.request.later}</p>;
  const path = getKeyPath(team.slug, newestKey.id);
  return (
    <div className="flex flex-col gap-3">
      <p>{texts.request.text}</p>
      <LanguageTabs label={texts.request.language} tabs={samples} />
      {isCovered ? null : (
        <WaitForRequest awaitedKey={{ ...newestKey, teamId: team.id }} teamSlug={team.slug} />
      )}
      <p className="flex flex-wrap gap-x-5 gap-y-1">
        <span>
          {texts.request.nothingArrives}{" "}
          <Link href={`${path}#test`} className={linkClasses}>
            {texts.request.testKey}
          </Link>
        </span>
        <span>
          {texts.request.lostSecret}{" "}
          <Link href={path} className={linkClasses}>
            {texts.request.rotate}
          </Link>
        </span>
      </p>
    </div>
  );
}

function ProductionStep({ data: { production }, step, team, onGenerate }: StepContentProps) {
  if (step.isDone || production === null) return <p>{texts.production.done}</p>;
  const { slug, label, neededRole } = production;
  return (
    <>
      <p>
        {texts.production.text}
        {neededRole === null ? "" : ` ${texts.production.needsRole(roleNames[neededRole])}`}
      </p>
      {step.isOpen && neededRole === null ? (
        <Generate team={team} onGenerate={onGenerate} environment={slug} variant="primary">
          {texts.production.action(label)}
        </Generate>
      ) : null}
    </>
  );
}

function InviteStep({ data, step, team }: StepContentProps) {
  if (step.isDone) return <p>{texts.invite.done}</p>;
  return (
    <>
      <p>{texts.invite.text}</p>
      {step.isOpen && data.canInvite ? (
        <ButtonLink href={`/t/${encodeURIComponent(team.slug)}/settings/members#invite`} className="mt-3">
          {texts.invite.action}
        </ButtonLink>
      ) : null}
    </>
  );
}

const contents = {
  generate: GenerateStep,
  request: RequestStep,
  production: ProductionStep,
  invite: InviteStep,
} as const;

/** What a step says, and how to do it. */
export function StepContent(props: StepContentProps) {
  const Content = contents[props.step.name];
  return <Content {...props} />;
}
