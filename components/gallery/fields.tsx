"use client";

import { Eye } from "lucide-react";
import { useState } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Checkbox, Radio } from "#components/ui/form/checkbox.tsx";
import { EntriesField } from "#components/ui/form/entries-field.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { galleryTexts } from "./texts.ts";

const states = [
  { name: "Empty", placeholder: "billing-service" },
  { name: "Filled", defaultValue: "Nightly export" },
  { name: "Focused", defaultValue: "Nightly export", "data-force": "focus-visible" },
  { name: "With a hint", hint: "Only your team sees it." },
  { name: "With an error", defaultValue: "10.0.0.300", error: "Not a valid IP address or CIDR block" },
  { name: "With both", hint: "One IP address.", error: "Not a valid IP address or CIDR block" },
  { name: "Disabled", defaultValue: "Nightly export", disabled: true },
  { name: "Read-only", defaultValue: "key_01K9", readOnly: true },
] as const;

const options = [
  { value: "development", label: "Development" },
  { value: "production", label: "Production, with a rather long name that has to be cut" },
];

export function Fields() {
  return (
    <Section id="fields" title={galleryTexts.sections.fields}>
      <div className="grid items-start gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {states.map(({ name, ...state }) => (
          <TextField key={name} label={name} {...state} />
        ))}
        <TextField
          label="With a button"
          type="password"
          autoComplete="off"
          defaultValue="Nightly export"
          end={
            <IconButton label="Show">
              <Eye />
            </IconButton>
          }
        />
        <TextArea label="Text area" placeholder="What it is for" />
        <TextArea label="Text area with an error" defaultValue="Too long" error="At most 200 characters" />
        <TextArea label="Text area, disabled" defaultValue="Nightly export" disabled />
        <SelectField label="Select" options={options} />
        <SelectField
          label="Select with a long choice"
          options={options}
          defaultValue="production"
          hint="Cut."
        />
        <SelectField label="Select with an error" options={options} error="Choose another environment" />
        <SelectField label="Select, disabled" options={options} disabled />
      </div>
    </Section>
  );
}

const choices = [
  { name: "unchecked" },
  { name: "checked", defaultChecked: true },
  { name: "focused", "data-force": "focus-visible" },
  { name: "with a hint", hint: "Rejected until you reinstate the member. Then they work again." },
  { name: "disabled", disabled: true },
  { name: "checked, disabled", defaultChecked: true, disabled: true },
] as const;

export function Choices() {
  return (
    <Section id="choices" title={galleryTexts.sections.choices}>
      <div className="grid gap-5 sm:grid-cols-2">
        <div className="flex flex-col gap-2.5">
          {choices.map(({ name, ...state }) => (
            <Checkbox key={name} label={`Checkbox, ${name}`} {...state} />
          ))}
        </div>
        <div className="flex flex-col gap-2.5">
          {choices.map(({ name, ...state }) => (
            <Radio key={name} name={`radio-${name}`} label={`Radio, ${name}`} {...state} />
          ))}
        </div>
      </div>
    </Section>
  );
}

function SampleEntries({ label, entries, typed }: { label: string; entries: string[]; typed: string }) {
  const [value, setValue] = useState({ entries, typed });
  return (
    <EntriesField
      label={label}
      hint="Lowercase words."
      value={value}
      onChange={setValue}
      read={(text) => (/^[a-z]+$/.test(text) ? text : null)}
      invalidMessage="Must be a lowercase word"
      isIncomplete={(text) => text === ""}
      removeLabel={(entry) => `Remove ${entry}`}
      listLabel={`${label}: entries`}
    />
  );
}

export function Entries() {
  return (
    <Section id="entries" title={galleryTexts.sections.entries}>
      <div className="grid items-start gap-5 sm:grid-cols-2 lg:grid-cols-3">
        <SampleEntries label="None entered" entries={[]} typed="" />
        <SampleEntries label="Three entered" entries={["alpha", "beta", "gamma".repeat(12)]} typed="" />
        <SampleEntries label="One invalid entry" entries={["alpha"]} typed="NOT valid" />
      </div>
    </Section>
  );
}
