"use client";

import { Ellipsis, Plus } from "lucide-react";
import { Button, IconButton } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import type { ButtonLook } from "#components/ui/button/button-variants.ts";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { StateRow } from "./state-row.tsx";
import { galleryTexts } from "./texts.ts";

const looks = ["primary", "secondary", "quiet", "danger"] as const satisfies readonly ButtonLook[];

/** `data-force` names the pseudo-class that e2e/gallery.spec.ts forces on the element. */
function Looks({ look }: { look: ButtonLook }) {
  return (
    <StateRow name={look}>
      <Button look={look}>Default</Button>
      <Button look={look} data-force="hover">
        Hover
      </Button>
      <Button look={look} data-force="focus-visible">
        Focus
      </Button>
      <Button look={look} disabled>
        Disabled
      </Button>
      <Button look={look} isBusy>
        Pending
      </Button>
      <Button look={look}>
        <Plus aria-hidden="true" />
        With icon
      </Button>
      <ButtonLink look={look} href="#buttons">
        Link
      </ButtonLink>
    </StateRow>
  );
}

function Icons() {
  return (
    <StateRow name="icon">
      <IconButton label="Default">
        <Ellipsis />
      </IconButton>
      <IconButton label="Hover" data-force="hover">
        <Ellipsis />
      </IconButton>
      <IconButton label="Focus" data-force="focus-visible">
        <Ellipsis />
      </IconButton>
      <IconButton label="Disabled" disabled>
        <Ellipsis />
      </IconButton>
      <IconButton label="Pending" isBusy />
      <IconButton label="With a border" look="secondary">
        <Ellipsis />
      </IconButton>
    </StateRow>
  );
}

export function Buttons() {
  return (
    <Section id="buttons" title={galleryTexts.sections.buttons}>
      <div className="flex flex-col gap-3">
        {looks.map((look) => (
          <Looks key={look} look={look} />
        ))}
        <Icons />
        <StateRow name="copy">
          <CopyButton getText={() => "sample"} />
          <CopyButton getText={() => "sample"} look="primary">
            Copy link
          </CopyButton>
        </StateRow>
      </div>
    </Section>
  );
}
