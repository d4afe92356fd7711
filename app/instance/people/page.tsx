import type { Metadata } from "next";
import { InstanceFrame } from "#components/instance/instance-frame.tsx";
import { parsePeopleFilters, toPeopleQuery } from "#components/instance/people/people-filters.ts";
import { PeopleView } from "#components/instance/people/people-view.tsx";
import { instanceTexts } from "#components/instance/texts.ts";
import { readPeoplePage } from "#lib/queries/instance/people.ts";

export const metadata: Metadata = { title: instanceTexts.people.title };

interface PeoplePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PeoplePage({ searchParams }: PeoplePageProps) {
  const filters = parsePeopleFilters(await searchParams);
  const page = await readPeoplePage(
    toPeopleQuery(filters),
    filters.cursor === "" ? undefined : filters.cursor,
  );
  return (
    <InstanceFrame current="people">
      <PeopleView {...page} filters={filters} />
    </InstanceFrame>
  );
}
