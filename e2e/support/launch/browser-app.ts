/** What the page does: it gets the token and reads the data in the browser, and shows what it got. */
const script = `
const show = (name, value) => {
  const element = document.createElement("p");
  element.dataset.testid = name;
  element.textContent = String(value);
  document.body.append(element);
};
const getStatus = (promise) => promise.then(() => 200, (error) => error.status);
FHIR.oauth2.init({ ...registration, pkceMode: "required" }).then(async (client) => {
  const patient = await client.patient.read();
  show("patient", client.patient.id);
  show("family", patient.name[0].family);
  const all = await client.patient.request("Observation?_count=10", { pageLimit: 0, flat: true });
  show("observations", all.length);
  show("subjects", [...new Set(all.map(({ subject }) => subject.reference))].join(" "));
  show("other", await getStatus(client.request("Patient/grace")));
  const observation = { resourceType: "Observation", status: "final", code: { text: "Weight" } };
  const subject = { reference: "Patient/" + client.patient.id };
  show("created", await getStatus(client.create({ ...observation, subject })));
}).catch((error) => show("error", error.message));
`;

interface Registration {
  clientId: string;
  scope: string;
  iss: string;
  redirectUri: string;
}

/** The page of an app without a server of its own. */
export function createAppPage(registration: Registration): string {
  return `<!doctype html><title>App</title><body><script src="/fhir-client.min.js"></script>
<script>const registration = ${JSON.stringify(registration)};${script}</script>`;
}
