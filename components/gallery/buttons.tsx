"use client";

import { Ellipsis, Plus } from "lucide-react";
import { Button, IconButton } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import type { ButtonVariant } from "#components/ui/button/button-variants.ts";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { StateRow } from "./state-row.tsx";
import { galleryTexts } from "./texts.ts";

const variants = ["primary", "secondary", "quiet", "danger"] as const satisfies readonly ButtonVariant[];

/** `data-force` names the pseudo-class that e2e/gallery.spec.ts forces on the element. */
function Variants({ variant }: { variant: ButtonVariant }) {
  return (
    <StateRow name={variant}>
      <Button variant={variant}>Default</Button>
      <Button variant={variant} data-force="hover">
        Hover
      </Button>
      <Button variant={variant} data-force="focus-visible">
        Focus
      </Button>
      <Button variant={variant} disabled>
        Disabled
      </Button>
      <Button variant={variant} isBusy>
        Pending
      </Button>
      <Button variant={variant}>
        <Plus aria-hidden="true" />
        With icon
      </Button>
      <ButtonLink variant={variant} href="#buttons">
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
      <IconButton label="With a border" variant="secondary">
        <Ellipsis />
      </IconButton>
    </StateRow>
  );
}

export function Buttons() {
  return (
    <Section id="buttons" title={galleryTexts.sections.buttons}>
      <div className="flex flex-col gap-3">
        {variants.map((variant) => (
          <Variants key={variant} variant={variant} />
        ))}
        <Icons />
        <StateRow name="copy">
          <CopyButton getText={() => "sample"} />
          <CopyButton getText={() => "sample"} variant="primary">
            Copy link
          </CopyButton>
        </StateRow>
      </div>
    </Section>
  );
}
