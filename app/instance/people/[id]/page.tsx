import type { Metadata } from "next";
import { InstanceFrame } from "#components/instance/instance-frame.tsx";
import { PersonView } from "#components/instance/people/person-view.tsx";
import { instanceTexts } from "#components/instance/texts.ts";
import { readPersonPage } from "#lib/queries/instance/people.ts";

export const metadata: Metadata = { title: instanceTexts.people.title };

interface PersonPageProps {
  params: Promise<{ id: string }>;
}

export default async function PersonPage({ params }: PersonPageProps) {
  const { id } = await params;
  return (
    <InstanceFrame current="people">
      <PersonView page={await readPersonPage(id)} />
    </InstanceFrame>
  );
}
