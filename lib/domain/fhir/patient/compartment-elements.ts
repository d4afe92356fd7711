/**
 * The Patient compartment of FHIR R4 (https://hl7.org/fhir/R4/compartmentdefinition-patient.html): each type, and the elements
 * with the references that put one of its resources into the compartment of a patient.
 */
const lines = `
  Account: subject
  AdverseEvent: subject
  AllergyIntolerance: patient recorder asserter
  Appointment: participant.actor
  AppointmentResponse: actor
  AuditEvent: agent.who entity.what
  Basic: subject author
  BodyStructure: patient
  CarePlan: subject activity.detail.performer
  CareTeam: subject participant.member
  ChargeItem: subject
  Claim: patient payee.party
  ClaimResponse: patient
  ClinicalImpression: subject
  Communication: subject sender recipient
  CommunicationRequest: subject sender recipient requester
  Composition: subject author attester.party
  Condition: subject asserter
  Consent: patient
  Coverage: beneficiary policyHolder subscriber payor
  CoverageEligibilityRequest: patient
  CoverageEligibilityResponse: patient
  DetectedIssue: patient
  DeviceRequest: subject performer
  DeviceUseStatement: subject
  DiagnosticReport: subject
  DocumentManifest: subject author recipient
  DocumentReference: subject author
  Encounter: subject
  EnrollmentRequest: candidate
  EpisodeOfCare: patient
  ExplanationOfBenefit: patient payee.party
  FamilyMemberHistory: patient
  Flag: subject
  Goal: subject
  Group: member.entity
  ImagingStudy: subject
  Immunization: patient
  ImmunizationEvaluation: patient
  ImmunizationRecommendation: patient
  Invoice: subject recipient
  List: subject source
  MeasureReport: subject
  Media: subject
  MedicationAdministration: subject performer.actor
  MedicationDispense: subject receiver
  MedicationRequest: subject
  MedicationStatement: subject
  MolecularSequence: patient
  NutritionOrder: patient
  Observation: subject performer
  Patient: link.other
  Person: link.target
  Procedure: subject performer.actor
  Provenance: target
  QuestionnaireResponse: subject author
  RelatedPerson: patient
  RequestGroup: subject action.participant
  ResearchSubject: individual
  RiskAssessment: subject
  Schedule: actor
  ServiceRequest: subject performer
  Specimen: subject
  SupplyDelivery: patient
  SupplyRequest: deliverTo
  VisionPrescription: patient`;

type ElementPath = readonly string[];

function readLine(line: string): [type: string, paths: ElementPath[]] {
  const [type = "", paths = ""] = line.trim().split(": ");
  return [type, paths.split(" ").map((path) => path.split("."))];
}

export const compartmentElements: ReadonlyMap<string, readonly ElementPath[]> = new Map(
  lines.trim().split("\n").map(readLine),
);
