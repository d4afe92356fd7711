"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { type ApiFailure, describeFailure, findFieldError, getFailure } from "#components/api-failure.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { useRequest } from "#components/use-request.ts";
import { openPage } from "#components/wait-for-leaving.ts";
import { AccessSection } from "./access-section.tsx";
import { authorizeApp } from "./authorize-client.ts";
import { type ConsentProblem, canLast, findConsentProblem, lasting, listAgreed } from "./consent/consent.ts";
import { DurationSection } from "./duration-section.tsx";
import type { Patient } from "./patient-results.tsx";
import { PatientSection } from "./patient-section.tsx";
import { SwitchAccount } from "./switch-account.tsx";
import { authorizeTexts as texts } from "./texts.ts";
import type { AuthorizePageData } from "./view-data.ts";

/** A long host wraps. */
const returnClass =
  "h-auto! min-h-9 min-w-0 whitespace-normal! py-1 [overflow-wrap:anywhere] coarse:min-h-11";

interface AuthorizeCardProps {
  page: AuthorizePageData;
  /** The patient whom the request names. */
  given: ReactNode;
}

/** What changed while the page was open is said in words of this page: the app was deleted, or the request is outdated. */
function describeProblem(failure: ApiFailure): string {
  return failure.status === 404 ? texts.gone : `${texts.failed}. ${describeFailure(failure)}`;
}

/** Trying again can't help: the person lost what they need, or the request can't be answered any more. */
function isFinal(failure: ApiFailure | null): boolean {
  return failure !== null && [403, 404, 409].includes(failure.status);
}

/** Asks a person whether an app gets access, to what, and about which patient. It isn't a form: Enter in the search must never allow. */
export function AuthorizeCard({ page, given }: AuthorizeCardProps) {
  const { question, request } = page;
  const { app, team, offer } = question;
  const [unchecked, setUnchecked] = useState<ReadonlySet<string>>(new Set());
  const [patient, setPatient] = useState<Patient | null>(null);
  const [problem, setProblem] = useState<ConsentProblem | null>(null);
  const fieldRef = useRef<HTMLInputElement>(null);
  const listRef = useRef<HTMLDivElement>(null);
  const allowing = useRequest(async () => {
    const agreed = listAgreed(offer.offered, unchecked);
    const found = findConsentProblem(agreed, question.patient.kind, patient?.id ?? null);
    setProblem(found);
    if (found !== null) return null;
    const result = await authorizeApp(team.id, { request, scopes: agreed, patient: patient?.id ?? null });
    return result.isOk ? openPage(result.data.redirectTo) : result;
  });
  const denying = useRequest(() => openPage(question.refusedUrl));
  const failure = allowing.isBusy ? null : getFailure(allowing.result);
  const patientError =
    problem === "noPatient" ? texts.problems.noPatient : findFieldError(failure, "patient");
  const isImpossible = question.patient.kind === "impossible";
  const canAllow = !(isImpossible || isFinal(failure));
  const denyRef = useRef<HTMLButtonElement>(null);
  // Allow, which had the focus, leaves the page.
  useEffect(() => {
    if (isFinal(failure)) denyRef.current?.focus();
  }, [failure]);
  // Once the error is rendered, after each attempt.
  useEffect(() => {
    if (allowing.isBusy || problem === null) return;
    const field = problem === "noPatient" ? fieldRef.current : listRef.current?.querySelector("input");
    field?.focus();
  }, [allowing.isBusy, problem]);
  const toggle = (scopes: readonly string[]) => {
    const isAllowing = scopes.every((scope) => unchecked.has(scope));
    const kept = [...unchecked].filter((scope) => !scopes.includes(scope));
    setUnchecked(new Set(isAllowing ? kept : [...kept, ...scopes]));
    setProblem(null);
  };
  return (
    <div className="overflow-hidden rounded-xl border bg-raised shadow-popup">
      <Header page={page} />
      <PatientSection
        page={page}
        chosen={patient}
        fieldRef={fieldRef}
        error={patientError}
        given={given}
        onChoose={(chosen) => {
          setPatient(chosen);
          setProblem(null);
        }}
      />
      {isImpossible ? null : (
        <>
          <AccessSection
            offer={offer}
            unchecked={unchecked}
            error={problem === "nothing" ? texts.problems.nothing : undefined}
            listRef={listRef}
            onToggle={toggle}
          />
          <DurationSection
            canLast={canLast(offer.offered)}
            isLasting={!unchecked.has(lasting)}
            latestEnd={page.latestEnd}
            onToggle={() => toggle([lasting])}
          />
        </>
      )}
      <div className="flex flex-col gap-3 border-t bg-surface px-5 py-4">
        {failure === null ? null : <FieldError>{describeProblem(failure)}</FieldError>}
        <div className="grid auto-cols-fr grid-flow-col gap-2.5">
          <Button
            ref={denyRef}
            className={canAllow ? "h-9 coarse:h-11" : returnClass}
            isBusy={denying.isBusy}
            disabled={allowing.isBusy}
            onClick={() => denying.run()}
          >
            {canAllow ? texts.deny : texts.returnTo(question.returnsTo)}
          </Button>
          {canAllow ? (
            <Button
              variant="primary"
              className="h-9 coarse:h-11"
              isBusy={allowing.isBusy}
              disabled={denying.isBusy}
              aria-label={`${texts.allow} ${app.name}`}
              onClick={() => allowing.run()}
            >
              {texts.allow}
            </Button>
          ) : null}
        </div>
        <p className="text-pretty text-muted text-xs leading-5">
          {canAllow ? (
            <>
              {texts.endLater}{" "}
              <a
                href="/account/apps"
                target="_blank"
                rel="noreferrer"
                className="text-accent-text underline underline-offset-2 hover:no-underline"
              >
                {texts.endLaterLink}
              </a>
              .
            </>
          ) : (
            texts.denyOnly
          )}
        </p>
      </div>
    </div>
  );
}

function Header({ page: { question, person, request } }: { page: AuthorizePageData }) {
  const { app, team, server, environment } = question;
  return (
    <header className="flex flex-col gap-4 px-5 py-5">
      <div className="flex items-start gap-3.5">
        <Avatar name={app.name} isTeam size="page" />
        <div className="min-w-0">
          <h1 className="text-pretty font-semibold text-lg leading-6 [overflow-wrap:anywhere]">
            {texts.heading(app.name)}
          </h1>
          <p className="mt-0.5 text-muted text-sm [overflow-wrap:anywhere]">{texts.madeBy(team.name)}</p>
        </div>
      </div>
      {app.description === "" ? null : (
        <p
          className="line-clamp-3 text-pretty text-muted text-sm [overflow-wrap:anywhere]"
          title={app.description}
        >
          {app.description}
        </p>
      )}
      <dl className="flex flex-col gap-2.5 rounded-md bg-sunken px-3 py-2.5 text-sm">
        <Row label={texts.data}>
          <span className="font-medium">{server.name}</span>{" "}
          <span className="text-muted">{environment.name}</span>
        </Row>
        <Row label={texts.returnsTo}>
          <span className="font-medium">{question.returnsTo}</span>
        </Row>
        <Row label={texts.signedInAs} action={<SwitchAccount request={request} />}>
          <span className="font-medium">{person.name}</span>{" "}
          <span className="text-muted">{person.email}</span>
        </Row>
      </dl>
    </header>
  );
}

interface RowProps {
  label: string;
  action?: ReactNode;
  children: ReactNode;
}

function Row({ label, action, children }: RowProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
      <dt className="basis-full text-muted text-xs">{label}</dt>
      <dd className="min-w-0 flex-1 basis-40 [overflow-wrap:anywhere]">{children}</dd>
      {action === undefined ? null : <dd className="shrink-0">{action}</dd>}
    </div>
  );
}
