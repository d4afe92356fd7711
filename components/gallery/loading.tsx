import { CloudOff, KeyRound } from "lucide-react";
import { Button } from "#components/ui/button/button.tsx";
import { Spinner } from "#components/ui/button/spinner.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Skeleton } from "#components/ui/display/skeleton.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { galleryTexts } from "./texts.ts";

export function Waiting() {
  return (
    <Section id="waiting" title={galleryTexts.sections.waiting}>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <EmptyState
          icon={<KeyRound aria-hidden="true" />}
          title="No API keys yet"
          actions={
            <>
              <Button variant="primary">Generate New Key</Button>
              <Button>Quick start</Button>
            </>
          }
        >
          Your applications use an API key to access ByteEngine on your behalf.
        </EmptyState>
        <EmptyState icon={<CloudOff aria-hidden="true" />} title="The keys couldn't be loaded">
          Your keys aren't affected. Try again in a moment.
        </EmptyState>
        <div aria-busy="true" className="flex flex-col gap-2.5 rounded-lg border p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-72 max-w-full" />
          <Skeleton className="h-24" />
        </div>
        <div className="flex flex-col gap-3">
          <p className="flex items-center gap-2 text-muted text-sm">
            <Spinner /> Loading requests…
          </p>
          <FieldError>Not a valid IP address or CIDR block</FieldError>
        </div>
      </div>
    </Section>
  );
}
