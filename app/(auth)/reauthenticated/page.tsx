import type { Metadata } from "next";
import { AnnounceAnswer } from "#components/reauthentication/announce-answer.tsx";
import { explainProblem } from "#components/reauthentication/explain-problem.ts";
import { askAgainTexts } from "#components/reauthentication/texts.ts";

const texts = askAgainTexts.landing;

export const metadata: Metadata = { title: texts.title, robots: "noindex" };

interface ReauthenticatedPageProps {
  searchParams: Promise<{ outcome?: string | string[] }>;
}

/** The end of a sign-in at a provider that confirmed a person, in the window that was opened for it. */
export default async function ReauthenticatedPage({ searchParams }: ReauthenticatedPageProps) {
  const { outcome } = await searchParams;
  const problem = outcome === undefined || outcome === "done" ? null : String(outcome);
  return (
    <>
      <h1 className="mt-6 font-semibold text-xl">{texts.title}</h1>
      <p className="mt-1 text-pretty text-muted text-sm">
        {problem === null ? texts.done : explainProblem(problem)}
      </p>
      {outcome === undefined ? null : <AnnounceAnswer problem={problem} />}
    </>
  );
}
