"use client";

import { Eye } from "lucide-react";
import { useState } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Checkbox, Radio } from "#components/ui/form/checkbox.tsx";
import { DateField } from "#components/ui/form/date-field.tsx";
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

const groupedOptions = [
  { value: "", label: "Anyone" },
  { value: "ada", label: "Ada Lovelace" },
  { label: "Suspended", options: [{ value: "layla", label: "ليلى حداد" }] },
  { label: "Former members", options: [{ value: "grace", label: "Grace Hopper", isDisabled: true }] },
];

const manyOptions = Array.from({ length: 40 }, (_, index) => ({
  value: `person-${index}`,
  label: `Member ${index + 1}`,
}));

function ColorSelect() {
  const [color, setColor] = useState("green");
  return (
    <SelectField
      label="Select with colors"
      options={["green", "amber", "red"].map((value) => ({ value, label: value, dot: `bg-dot-${value}` }))}
      value={color}
      onChange={(event) => setColor(event.target.value)}
    />
  );
}

/** Neither checked nor unchecked, which only a script can set. */
function Indeterminate(props: { isDisabled: boolean }) {
  return (
    <Checkbox
      label={`Checkbox, indeterminate${props.isDisabled ? ", disabled" : ""}`}
      disabled={props.isDisabled}
      ref={(box) => {
        if (box !== null) box.indeterminate = true;
      }}
    />
  );
}

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
        <SelectField label="Select with groups" options={groupedOptions} />
        <SelectField label="Select with many options" options={manyOptions} defaultValue="person-30" />
        <ColorSelect />
        <DateField label="Date" hint="Typed, or selected in the calendar." />
        <DateField
          label="Date with limits"
          defaultValue="2027-01-20"
          min="2027-01-10"
          max="2027-02-20"
          required
        />
        <DateField label="Date with an error" defaultValue="2027-02-31" error="Not a valid date" />
        <DateField label="Date, disabled" defaultValue="2027-01-31" disabled />
      </div>
    </Section>
  );
}

const choices = [
  { name: "unchecked" },
  { name: "checked", defaultChecked: true },
  { name: "focused", "data-force": "focus-visible" },
  { name: "with a hint", hint: "Rejected until you reinstate the member. Then they work again." },
  { name: "with an error", "aria-invalid": true },
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
          <Indeterminate isDisabled={false} />
          <Indeterminate isDisabled />
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
