import fc from "fast-check";
import type { BadRequest } from "#e2e/support/access/bad-requests.ts";

/** Stands in for what identifies a person in paths and queries, which no log may contain. */
export const personal = "Dorothea9c41";

interface FuzzKnown {
  /** The path of the FHIR base URL. */
  basePath: string;
  credentials: readonly string[];
  /** Queries of links to other pages, as earlier answers had them. More may be added later. */
  cursors: readonly string[];
}

const types = ["Observation", "Patient", "Condition", "Practitioner", "DocumentReference", "Binary"];
const ids = ["o0", "o1", "o2", "o3", "p0", "p1", "visible", "doctor", "1", personal];

const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...types) },
  { weight: 4, arbitrary: fc.constantFrom(...ids) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...[
        "..",
        ".",
        "",
        "%2e%2e",
        "%2E.",
        "%252e%252e",
        "..;",
        "..%2f",
        "%2f",
        "%5c",
        "\\",
        "..\\",
        "%00",
        "*",
      ],
      ...[
        "_history",
        "_search",
        "$everything",
        "$graphql",
        "$export",
        "$validate",
        "metadata",
        ".well-known",
      ],
      ...["smart-configuration", "observation", "OBSERVATION", "Observation%20", "Observation;x=1", "Group"],
      ...["%4fbservation", "Observation%2f..%2fPatient", "Observation?Patient", "http:", "fhir", "hospital"],
    ),
  },
);

/** Paths whose shape a FHIR server knows, for types that the caller can and can't read. */
const plainPath = fc
  .tuple(
    fc.constantFrom("Observation", "Observation", "Observation", ...types),
    fc.constantFrom(
      "",
      "",
      "/ID",
      "/ID",
      "/ID/_history",
      "/ID/_history/1",
      "/_search",
      "/_history",
      "/ID/TYPE",
    ),
    fc.constantFrom(...ids),
    fc.constantFrom(...types),
  )
  .map(([type, shape, id, other]) => `/${type}${shape.replace("ID", id).replace("TYPE", other)}`);

const builtPath = fc
  .tuple(
    fc.array(segment, { minLength: 0, maxLength: 6 }),
    fc.constantFrom("/", "/", "/", "//", "/./", "%2F", "\\"),
  )
  .map(([segments, separator]) => `/${segments.join(separator)}`);

/** What a request line can contain besides spaces. */
const noise = fc
  .array(fc.integer({ min: 0x21, max: 0xff }), { maxLength: 12 })
  .map((bytes) => String.fromCharCode(...bytes));

/** Changes some characters: encodes them once or twice, in either case, or puts noise between them. */
function disturb(text: string): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.nat({ max: Math.max(0, text.length - 1) }),
    fc.constantFrom("encode", "lower", "twice", "insert", "drop", "double"),
    noise,
  );
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const characters = [...text];
    for (const [index, kind, inserted] of changes) {
      const character = characters[index] ?? "";
      const hex = character.charCodeAt(0).toString(16).padStart(2, "0");
      if (kind === "encode") characters[index] = `%${hex.toUpperCase()}`;
      else if (kind === "lower") characters[index] = `%${hex}`;
      else if (kind === "twice") characters[index] = `%25${hex}`;
      else if (kind === "insert") characters[index] = character + inserted;
      else if (kind === "double") characters[index] = character + character;
      else characters[index] = "";
    }
    return characters.join("");
  });
}

function sometimesDisturbed(arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary },
    { weight: 2, arbitrary: arbitrary.chain((text) => disturb(text)) },
  );
}

const path = fc.oneof(
  { weight: 6, arbitrary: plainPath },
  { weight: 3, arbitrary: sometimesDisturbed(plainPath) },
  { weight: 5, arbitrary: sometimesDisturbed(builtPath) },
  { weight: 1, arbitrary: noise.map((text) => `/${text}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "/", "//", "/?", "/..", "/../", "/../../srv_x/fhir/Patient/p0"),
  },
);

const narrowParameter = fc.constantFrom(
  ...[
    "status=final",
    "code=http://loinc.org|718-1",
    "subject=Patient/p0",
    "_count=3",
    "_count=0",
    "_total=accurate",
  ],
  ...[
    "_sort=-_lastUpdated",
    "_elements=id,status",
    "_summary=count",
    "_id=o1,o2",
    "_format=json",
    "_lastUpdated=gt2020",
  ],
  ...[
    `subject:identifier=${personal}`,
    `performer=Practitioner/${personal}`,
    "status:not=final",
    "_offset=5",
  ],
  ...[
    "patient=Patient/p0",
    "patient=p0",
    "patient=Patient/p1",
    "patient=p0,p1",
    "patient:identifier=p1",
    "patient:not=p0",
    "_id=p0",
    "_id=p1",
    "_summary=true",
    "_elements=code",
  ],
);

const wideParameter = fc.constantFrom(
  ...["_include=Observation:subject", "_include=*", "_include:iterate=Observation:subject", "_revinclude=*"],
  ...["_INCLUDE=Observation:subject", "%5Finclude=*", "_include%3Arecurse=*", "%00_include=*", "+_include=*"],
  ...["_has:Condition:subject:code=x", "subject.family=a", "subject:Patient.family=a", "patient.family=a"],
  ...[
    "subject%2Efamily=a",
    "subject:Patient%252Efamily=a",
    "_filter=subject.family eq a",
    "_query=everything",
  ],
  ...[
    "_list=1",
    "_type=Patient",
    "_type=Observation,Patient",
    "_sort=subject.family",
    "_sort=subject:Patient.family",
  ],
  ...[
    "_graph=1",
    "_contained=both",
    "_containedType=container",
    "_elements=*",
    "_format=xml",
    "_format=text/html",
  ],
  ...[
    "_format=application/fhir%2Bxml",
    "_in=Group/1",
    "_content=a",
    "_text=a",
    "_outputFormat=x",
    "_method=DELETE",
  ],
  ...[
    "_cursor=",
    "_cursor=abc",
    "_cursor=../../Patient",
    "_getpages=1",
    "url=http://example.com",
    "__proto__=1",
  ],
);

/** Read when a request is created, because answers add to them. */
function createCursor({ cursors }: FuzzKnown): fc.Arbitrary<string> {
  return fc.nat().map((index) => cursors[index % Math.max(1, cursors.length)] ?? "_cursor=x");
}

function createQuery(known: FuzzKnown): fc.Arbitrary<string> {
  const parameter = fc.oneof(
    { weight: 5, arbitrary: narrowParameter },
    { weight: 5, arbitrary: sometimesDisturbed(wideParameter) },
    { weight: 1, arbitrary: noise },
  );
  const parameters = fc
    .tuple(fc.array(parameter, { maxLength: 4 }), fc.constantFrom("&", "&", "&", "&&", ";", "?", "%26"))
    .map(([list, separator]) => list.join(separator).replaceAll(" ", "%20"));
  const cursor = createCursor(known);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    { weight: 12, arbitrary: parameters.map((text) => (text === "" ? "" : `?${text}`)) },
    { weight: 1, arbitrary: cursor.map((text) => `?${text}`) },
    { weight: 1, arbitrary: cursor.chain((text) => disturb(text)).map((text) => `?${text}`) },
  );
}

const methods = fc.oneof(
  { weight: 12, arbitrary: fc.constant("GET") },
  { weight: 4, arbitrary: fc.constantFrom("POST", "PUT", "PATCH", "DELETE") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("HEAD", "OPTIONS", "TRACE", "PROPFIND", "SEARCH", "MKCOL", "LINK"),
  },
);

/** What could move a request elsewhere, or change what comes back. */
const oddHeaders = fc.constantFrom<[string, string]>(
  ...(
    [
      ["accept", "application/fhir+xml"],
      ["accept", "text/html"],
      ["prefer", "return=representation"],
      ["prefer", "handling=lenient"],
      ["prefer", "respond-async"],
      ["if-none-exist", "status=final"],
      ["if-none-exist", "subject:Patient.family=a"],
      ["if-none-exist", "_include=*"],
      ["if-match", 'W/"1"'],
      ["if-none-match", "*"],
      ["if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT"],
      ["x-http-method-override", "DELETE"],
      ["x-original-url", "/hospital/fhir/Patient/p0"],
      ["x-rewrite-url", "/hospital/fhir/Patient/p0"],
      ["x-forwarded-host", "example.com"],
      ["x-forwarded-prefix", "/Patient"],
      ["range", "bytes=0-9"],
      ["te", "trailers"],
      ["cookie", "next-auth.session-token=x"],
      ["x-api-key", "be_x"],
    ] as const
  ).map(([name, value]): [string, string] => [name, value]),
);

const observation = { resourceType: "Observation", status: "final", code: { text: personal } };

const ofPatient = { ...observation, subject: { reference: "Patient/p0" } };

const bodies = fc.constantFrom<[type: string, body: string] | null>(
  null,
  ["application/fhir+json", JSON.stringify(ofPatient)],
  ["application/fhir+json", JSON.stringify({ ...ofPatient, id: "o0" })],
  ["application/fhir+json", JSON.stringify({ ...ofPatient, id: "o1" })],
  [
    "application/fhir+json",
    JSON.stringify({ ...ofPatient, id: "o3", performer: [{ reference: "Patient/p1" }] }),
  ],
  ["application/x-www-form-urlencoded", "patient=Patient%2Fp1"],
  ["application/x-www-form-urlencoded", "patient=p0&patient=p1&_id=o1"],
  ["application/fhir+json", JSON.stringify(observation)],
  ["application/json", JSON.stringify({ ...observation, id: "o1" })],
  [
    "application/fhir+json",
    JSON.stringify({ resourceType: "Patient", id: "p0", name: [{ family: personal }] }),
  ],
  ["application/fhir+json", JSON.stringify({ ...observation, resourceType: ["Observation", "Patient"] })],
  ["application/fhir+json", `{"resourceType":"Observation","resourceType":"Patient","status":"final"}`],
  [
    "application/json-patch+json",
    JSON.stringify([{ op: "replace", path: "/resourceType", value: "Patient" }]),
  ],
  ["application/json-patch+json", JSON.stringify([{ op: "add", path: "/id", value: "../Patient/p0" }])],
  [
    "application/fhir+json",
    JSON.stringify({
      resourceType: "Bundle",
      type: "batch",
      entry: [
        { request: { method: "GET", url: "Patient/p0" } },
        { request: { method: "GET", url: "Observation?_include=*" } },
      ],
    }),
  ],
  ["application/x-www-form-urlencoded", "status=final&_count=2"],
  ["application/x-www-form-urlencoded", "_include=Observation%3Asubject&_id=o1"],
  ["application/x-www-form-urlencoded", "_type=Patient"],
  ["application/x-www-form-urlencoded; charset=utf-16", "_include=*"],
  ["application/fhir+xml", '<Patient xmlns="http://hl7.org/fhir"/>'],
  ["application/graphql", "{ PatientList { name { family } } }"],
  [
    "multipart/form-data; boundary=x",
    '--x\r\nContent-Disposition: form-data; name="_include"\r\n\r\n*\r\n--x--',
  ],
  ["text/plain", "{"],
  ["application/fhir+json", "{"],
  ["application/fhir+json", "null"],
  ["application/fhir+json", `${"[".repeat(5000)}${"]".repeat(5000)}`],
);

/** Requests that the gateway forwards, if the caller can see observations. */
function createPlausible(known: FuzzKnown): fc.Arbitrary<Draft> {
  const asked = fc.oneof(
    fc
      .tuple(
        fc.constantFrom("", "", "/o0", "/o1", "/o3", "/o2/_history", "/_history", `/${personal}`),
        fc.array(narrowParameter, { maxLength: 3 }),
      )
      .map(([below, parameters]) => `/Observation${below}?${/\/o/.test(below) ? "" : parameters.join("&")}`),
    createCursor(known).map((text) => `/?${text}`),
  );
  return asked.map((text) => ({ method: "GET", asked: text, headers: [], content: null }));
}

interface Draft {
  method: string;
  /** Path and query below the base URL. */
  asked: string;
  headers: [string, string][];
  content: [type: string, body: string] | null;
}

function createHostile(known: FuzzKnown): fc.Arbitrary<Draft> {
  const asked = fc.tuple(path, createQuery(known)).map(([below, query]) => below + query);
  return fc.record({
    method: methods,
    asked,
    headers: fc.array(oddHeaders, { maxLength: 2 }),
    content: bodies,
  });
}

/** Requests to a gateway: some that a FHIR server answers, and many that try to reach what the caller can't. */
export function createFuzzRequests(known: FuzzKnown): fc.Arbitrary<BadRequest> {
  const draft = fc.oneof(
    { weight: 1, arbitrary: createPlausible(known) },
    { weight: 2, arbitrary: createHostile(known) },
  );
  return fc
    .tuple(draft, fc.constantFrom(...known.credentials))
    .map(([{ method, asked, headers, content }, credential]) => {
      const sendsBody = content !== null && !["GET", "HEAD", "TRACE", "OPTIONS"].includes(method);
      return {
        method,
        root: "",
        path: known.basePath + asked,
        headers: {
          ...Object.fromEntries(headers),
          authorization: `Bearer ${credential}`,
          ...(sendsBody ? { "content-type": content[0] } : {}),
        },
        body: sendsBody ? Buffer.from(content[1]) : null,
      };
    });
}
