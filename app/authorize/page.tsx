import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { type ReactNode, Suspense } from "react";
import { AuthorizeCard } from "#components/authorize/authorize-card.tsx";
import { AuthorizeError, AuthorizeNotAllowed } from "#components/authorize/authorize-error.tsx";
import { getAuthorizePath } from "#components/authorize/authorize-path.ts";
import { GivenPatient } from "#components/authorize/given-patient.tsx";
import { ResumeRequest } from "#components/authorize/resume-request.tsx";
import { authorizeTexts } from "#components/authorize/texts.ts";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { Logo } from "#components/shell/logo.tsx";
import { readAuthorizePage } from "#lib/queries/authorize.ts";

/** Not the app's name, because the tab title is visible to people nearby. */
export const metadata: Metadata = { title: authorizeTexts.title };

interface AuthorizePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

type AuthorizePage = Awaited<ReturnType<typeof readAuthorizePage>>;

/** The query string with which the app sent the person. A parameter that came twice stays so: the request is then rejected. */
function writeRequest(query: Awaited<AuthorizePageProps["searchParams"]>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? ""]).map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}

function Frame({ userId, children }: { userId: string; children: ReactNode }) {
  return (
    <main id="content" tabIndex={-1} className="min-h-dvh bg-surface px-4 py-8 outline-none sm:py-14">
      <LeaveWithSession userId={userId} />
      <div className="mx-auto flex w-full max-w-md flex-col gap-5">
        <Logo />
        {children}
      </div>
    </main>
  );
}

async function LoadedPatient({ id, patient }: { id: string; patient: AuthorizePage["givenPatient"] }) {
  return <GivenPatient id={id} patient={await patient} />;
}

/** Asks the person whether an app gets access. Nothing is stored until they agree. */
export default async function AuthorizePage({ searchParams }: AuthorizePageProps) {
  const request = writeRequest(await searchParams);
  const { view, person, givenPatient, latestEnd } = await readAuthorizePage(
    request,
    getAuthorizePath(request),
  );
  if (view.outcome === "redirect") redirect(view.url);
  if (view.outcome === "ask") {
    return (
      <Frame userId={person.userId}>
        <AuthorizeCard
          page={{ question: view, person, request, latestEnd }}
          given={
            view.patient.kind === "given" ? (
              <Suspense fallback={<GivenPatient id={view.patient.patientId} patient={undefined} />}>
                <LoadedPatient id={view.patient.patientId} patient={givenPatient} />
              </Suspense>
            ) : null
          }
        />
      </Frame>
    );
  }
  if (view.outcome === "not_allowed") {
    return (
      <Frame userId={person.userId}>
        <AuthorizeNotAllowed view={view} person={person} request={request} />
      </Frame>
    );
  }
  const problem = view.outcome === "invalid" ? view.problem : view.outcome;
  const error = <AuthorizeError problem={problem} person={person} request={request} />;
  return (
    <Frame userId={person.userId}>{request === "" ? <ResumeRequest>{error}</ResumeRequest> : error}</Frame>
  );
}
