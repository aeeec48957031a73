// The coded concepts of the structured report: DCM (PS3.16 annex D), SNOMED CT, UCUM, and our own where none of these says it.

import type { Code } from '../../dicom/write/structured-report.ts';
import type { Finding } from '../../domain/finding.ts';
import type { MeasurementKind } from '../../domain/measure/measurement.ts';
import type { Side } from '../../domain/hip.ts';
import type { Quadrant } from '../../domain/quadrant.ts';

export const PRIVATE_SCHEME = { designator: '99OSTEOGRADE', name: 'Osteograde grades and zones' } as const;

const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning });
const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning });
const ucum = (value: string, meaning: string): Code => ({ value, scheme: 'UCUM', meaning });
/** A code value has at most 16 characters. */
const own = (value: string, meaning: string): Code => ({ value, scheme: PRIVATE_SCHEME.designator, meaning });

export const CONCEPT = {
  language: dcm('121049', 'Language of Content Item and Descendants'),
  observerType: dcm('121005', 'Observer Type'),
  personName: dcm('121008', 'Person Observer Name'),
  deviceUid: dcm('121012', 'Device Observer UID'),
  deviceName: dcm('121013', 'Device Observer Name'),
  deviceManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceModel: dcm('121015', 'Device Observer Model Name'),
  procedure: dcm('121058', 'Procedure reported'),
  measurements: dcm('126010', 'Imaging Measurements'),
  group: dcm('125007', 'Measurement Group'),
  trackingName: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  timePoint: { value: 'C2348792', scheme: 'UMLS', meaning: 'Time Point' },
  site: sct('363698007', 'Finding Site'),
  laterality: sct('272741003', 'Laterality'),
  algorithm: dcm('111001', 'Algorithm Name'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  certainty: dcm('111012', 'Certainty of Finding'),
  comment: dcm('121106', 'Comment'),
  osteophyteGrade: own('OSTEOPHYTE-GRADE', 'Osteophyte grade, OARSI 0 to 3'),
  osteophyte: sct('88998003', 'Osteophyte'),
  anyOsteophyte: own('ANY-OSTEOPHYTE', 'Probability of any osteophyte'),
  kellgrenLawrence: own('KL-GRADE', 'Kellgren-Lawrence grade, 0 to 4'),
} as const satisfies Record<string, Code>;

export const VALUE = {
  english: { value: 'en', scheme: 'RFC5646', meaning: 'English' },
  person: dcm('121006', 'Person'),
  device: dcm('121007', 'Device'),
  radiography: sct('168537006', 'Plain radiography'),
  present: sct('52101004', 'Present'),
  absent: sct('2667000', 'Absent'),
  technical: own('NOT-GRADABLE', 'Not gradable for a technical reason'),
  implant: own('IMPLANT', 'Not gradable because of an implant'),
} as const satisfies Record<string, Code>;

export const UNIT = {
  grade: ucum('{grade}', 'grade'),
  percent: ucum('%', 'percent'),
  mm: ucum('mm', 'millimeter'),
  degrees: ucum('deg', 'degree'),
} as const satisfies Record<string, Code>;

export const JOINT = { hip: sct('24136001', 'Hip joint'), knee: sct('49076000', 'Knee joint') } as const satisfies Record<
  string,
  Code
>;

export const SIDE: Readonly<Record<Side, Code>> = { right: sct('24028007', 'Right'), left: sct('7771000', 'Left') };

export const QUADRANT_SITE: Readonly<Record<Quadrant, Code>> = {
  'femur-superior': own('FEM-SUP', 'Femur, superior (lateral)'),
  'femur-inferior': own('FEM-INF', 'Femur, inferior (medial)'),
  'acetabulum-superior': own('ACE-SUP', 'Acetabulum, superior (lateral)'),
  'acetabulum-inferior': own('ACE-INF', 'Acetabulum, inferior (medial)'),
};

export const FINDING_GRADE: Readonly<Record<Finding, Code>> = {
  'femoral-osteophytes': own('FEM-OSTEOPHYTES', 'Femoral osteophytes, grade 0 to 3'),
  'acetabular-osteophytes': own('ACE-OSTEOPHYTES', 'Acetabular osteophytes, grade 0 to 3'),
  'joint-space-narrowing': own('JSN-GRADE', 'Joint-space narrowing, grade 0 to 3'),
  sclerosis: own('SCLEROSIS', 'Sclerosis, 0 absent or 1 present'),
  cysts: own('CYSTS', 'Subchondral cysts, 0 absent or 1 present'),
};

export const MEASURED: Readonly<Record<MeasurementKind, Code>> = {
  distance: sct('410668003', 'Length'),
  'joint-space': own('JOINT-SPACE', 'Width of the joint space'),
  angle: sct('1483009', 'Angle'),
  circle: sct('81827009', 'Diameter'),
};
