import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { buttonVariants } from "#components/ui/button/button-variants.ts";
import type { AuthorizationView, NotAllowed } from "#lib/domain/launch/authorization.ts";
import { SwitchAccount } from "./switch-account.tsx";
import { authorizeTexts } from "./texts.ts";
import type { AuthorizePerson } from "./view-data.ts";

const texts = authorizeTexts.errors;

/** A plain link, because it leaves the console. A long host wraps. */
const returnClass = clsx(
  "button h-auto! min-h-9 min-w-0 whitespace-normal! py-1 [overflow-wrap:anywhere] coarse:min-h-11",
  buttonVariants.primary,
);

type Problem =
  | Extract<AuthorizationView, { outcome: "invalid" }>["problem"]
  | "not_member"
  | "needs_second_factor";

interface AuthorizeErrorProps {
  problem: Problem;
  person: AuthorizePerson;
  request: string;
}

function describeNext(problem: Problem): string {
  if (problem === "not_member") return texts.nextMember;
  if (problem === "needs_second_factor") return texts.nextSecondFactor;
  return problem === "disabled_app" ? texts.nextDisabled : texts.next;
}

interface ErrorCardProps {
  title: string;
  text: string;
  next: string;
  person: AuthorizePerson;
  actions: ReactNode;
}

function ErrorCard({ title, text, next, person, actions }: ErrorCardProps) {
  return (
    <div className="flex flex-col gap-4 rounded-xl border bg-raised px-5 py-5 shadow-popup">
      <div className="flex items-start gap-3">
        <CircleAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-bad" />
        <div className="min-w-0 text-pretty text-sm [overflow-wrap:anywhere]">
          <h1 className="font-semibold text-lg leading-6">{title}</h1>
          <p className="mt-1.5">{text}</p>
          <p className="mt-1.5 text-muted">{next}</p>
        </div>
      </div>
      <p className="border-t pt-3 text-muted text-xs leading-5 [overflow-wrap:anywhere]">
        {authorizeTexts.signedInAs} <span className="text-text">{person.name}</span> ({person.email})
      </p>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}

/** Why the app gets nothing. The browser stays here, because it isn't known that the app's address is the app's. */
export function AuthorizeError({ problem, person, request }: AuthorizeErrorProps) {
  return (
    <ErrorCard
      {...texts[problem]}
      next={describeNext(problem)}
      person={person}
      actions={
        <>
          {problem === "not_member" ? <SwitchAccount request={request} className="h-9 coarse:h-11" /> : null}
          <ButtonLink href="/" className="h-9 coarse:h-11">
            {texts.home}
          </ButtonLink>
        </>
      }
    />
  );
}

interface AuthorizeNotAllowedProps extends Omit<AuthorizeErrorProps, "problem"> {
  view: NotAllowed;
}

/** The person's role allows nothing that the app asks for. Only the person knows when to return to the app. */
export function AuthorizeNotAllowed({ view, person, request }: AuthorizeNotAllowedProps) {
  const { app, team, server, isForPatient } = view;
  const { notAllowed } = authorizeTexts;
  return (
    <ErrorCard
      title={notAllowed.title(app.name)}
      text={notAllowed.text(server.name, team.name)}
      next={isForPatient ? notAllowed.nextForPatient(team.name) : notAllowed.next(team.name)}
      person={person}
      actions={
        <>
          <a href={view.refusedUrl} className={returnClass}>
            {authorizeTexts.returnTo(view.returnsTo)}
          </a>
          <SwitchAccount request={request} className="h-9 coarse:h-11" />
        </>
      }
    />
  );
}
