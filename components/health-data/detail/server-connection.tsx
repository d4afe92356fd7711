"use client";

import { Button } from "#components/ui/button/button.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { useRequest } from "#components/use-request.ts";
import type { FhirConnectionDto, FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { ConnectionResult } from "../list/connection-result.tsx";
import { checkServer } from "../list/server-client.ts";
import { healthDataTexts } from "../texts.ts";
import { serverTexts } from "./texts.ts";

const texts = serverTexts.connection;
const { test: testTexts } = healthDataTexts;

/** Whether the server responds, and what it says about itself. */
export function ServerConnection({ server }: { server: FhirServerDto }) {
  const { isBusy, result, run } = useRequest((signal) => checkServer(server, signal));
  const shown = isBusy ? null : result;
  return (
    <Section id="connection" title={texts.title} intro={texts.intro}>
      <div className="flex flex-col gap-3 rounded-lg border p-4">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0 flex-1 basis-40">
            {shown === null ? (
              <span className="text-muted text-sm">{isBusy ? testTexts.running : texts.untested}</span>
            ) : null}
            <ConnectionResult result={shown} isShort />
          </div>
          <Button isBusy={isBusy} onClick={() => run()}>
            {testTexts.run}
          </Button>
        </div>
        {shown?.isOk === true && shown.data.ok ? <Summary connection={shown.data} /> : null}
      </div>
    </Section>
  );
}

/** The server's capability statement in short. */
function Summary({ connection }: { connection: FhirConnectionDto }) {
  const { software, fhirVersion, capabilities, credential } = connection;
  return (
    <div className="border-t pt-3">
      <Facts columns={2}>
        <Fact label={texts.software}>{software ?? texts.unnamed}</Fact>
        <Fact label={texts.version}>{fhirVersion ?? texts.unnamed}</Fact>
        {capabilities === null ? null : (
          <>
            <Fact label={texts.resourceTypes}>{formatCount(capabilities.resourceTypes)}</Fact>
            <Fact label={texts.smart}>{capabilities.declaresSmart ? texts.declared : texts.unnamed}</Fact>
            <Fact label={texts.formats} className="col-span-full">
              {capabilities.formats.length === 0 ? (
                texts.unnamed
              ) : (
                <ul className="flex flex-wrap gap-1.5">
                  {capabilities.formats.map((format) => (
                    <li key={format} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">
                      {format}
                    </li>
                  ))}
                </ul>
              )}
            </Fact>
          </>
        )}
        <Fact label={texts.testedWith} className="col-span-full">
          {credential === null ? texts.noCredential : serverTexts.credential.kinds[credential]}
        </Fact>
      </Facts>
    </div>
  );
}
