import { notFound } from "next/navigation";
import { requirePageActor } from "#lib/auth/session/page-actor.ts";

interface UnknownPageProps {
  params: Promise<{ team: string; rest: string[] }>;
}

/** Any other path in a team, so that the message about it keeps the sidebar. */
export default async function UnknownPage({ params }: UnknownPageProps) {
  const { team, rest } = await params;
  await requirePageActor(team, ["/t", ...[team, ...rest].map(encodeURIComponent)].join("/"));
  notFound();
}
