import type { InstancePersonDto } from "#lib/contract/instance/people.ts";

type SignIn = InstancePersonDto["signIns"][number];

/** A person with the browser and system of each sign-in, such as `Chrome on macOS`. */
export interface PersonPageData {
  person: Omit<InstancePersonDto, "signIns"> & { signIns: (SignIn & { device: string | null })[] };
  isSelf: boolean;
  now: string;
}
