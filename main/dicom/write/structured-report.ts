// Writes a DICOM Comprehensive Structured Report (PS3.3 A.35.3) by template TID 1500 "Measurement Report" (PS3.16), Part 10, Explicit VR
// Little Endian. The tree of its content is given as data.

import { data } from 'dcmjs';
import { deriveUid } from '../unique-identifier.ts';

/** A coded concept. PS3.3 8 */
export interface Code {
  readonly value: string;
  /** The coding scheme: DCM, SCT, UCUM, or a private one whose designator begins with 99. */
  readonly scheme: string;
  readonly meaning: string;
}

type Relation = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'HAS PROPERTIES';

/** A content item below another one. PS3.3 C.17.3 */
export type ContentItem = {
  readonly relation: Relation;
  readonly concept: Code;
  readonly items?: readonly ContentItem[];
} & ContentValue;

type ContentValue =
  | { readonly type: 'CONTAINER' }
  | { readonly type: 'CODE'; readonly code: Code }
  | { readonly type: 'TEXT'; readonly text: string }
  | { readonly type: 'PNAME'; readonly name: string }
  | { readonly type: 'UIDREF'; readonly uid: string }
  | { readonly type: 'NUM'; readonly number: number; readonly unit: Code };

export interface StructuredReportFields {
  /** PatientID: a pseudonym, or what the user asked to keep. */
  readonly subject: string;
  /** ClinicalTrialTimePointID. */
  readonly visit: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly documentUid: string;
  readonly description: string;
  readonly createdAt: Date;
  readonly manufacturer: string;
  readonly model: string;
  readonly softwareVersion: string;
  /** Names the private codes of the content. */
  readonly privateScheme: { readonly designator: string; readonly name: string };
}

const COMPREHENSIVE_SR = '1.2.840.10008.5.1.4.1.1.88.33';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const REPORT: Code = { value: '126000', scheme: 'DCM', meaning: 'Imaging Measurement Report' };

/** Returns the bytes of the file. */
export function writeStructuredReport(fields: StructuredReportFields, content: readonly ContentItem[]): Uint8Array {
  const { DicomDict, DicomMetaDictionary } = data;
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: Uint8Array.of(0, 1).buffer,
      MediaStorageSOPClassUID: COMPREHENSIVE_SR,
      MediaStorageSOPInstanceUID: fields.documentUid,
      TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
      ImplementationClassUID: deriveUid('osteograde'),
      ImplementationVersionName: 'OSTEOGRADE',
    }),
  );
  file.dict = DicomMetaDictionary.denaturalizeDataset({
    ...documentFields(fields),
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [coded(REPORT)],
    ContinuityOfContent: 'SEPARATE',
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
    ContentSequence: content.map(encoded),
  });
  return new Uint8Array(file.write());
}

function documentFields(fields: StructuredReportFields): Record<string, unknown> {
  const [date, time] = fields.createdAt.toISOString().split('T');
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: COMPREHENSIVE_SR,
    SOPInstanceUID: fields.documentUid,
    StudyDate: '',
    ContentDate: date?.replaceAll('-', ''),
    StudyTime: '',
    ContentTime: time?.slice(0, 8).replaceAll(':', ''),
    TimezoneOffsetFromUTC: '+0000',
    AccessionNumber: '',
    Modality: 'SR',
    Manufacturer: fields.manufacturer,
    ManufacturerModelName: fields.model,
    SoftwareVersions: fields.softwareVersion,
    DeviceSerialNumber: fields.softwareVersion,
    ReferringPhysicianName: '',
    SeriesDescription: fields.description,
    CodingSchemeIdentificationSequence: [
      {
        CodingSchemeDesignator: fields.privateScheme.designator,
        CodingSchemeName: fields.privateScheme.name,
        CodingSchemeResponsibleOrganization: fields.manufacturer,
      },
    ],
    ReferencedPerformedProcedureStepSequence: [],
    PatientName: fields.subject,
    PatientID: fields.subject,
    PatientBirthDate: '',
    PatientSex: '',
    ClinicalTrialTimePointID: fields.visit,
    StudyInstanceUID: fields.studyUid,
    SeriesInstanceUID: fields.seriesUid,
    StudyID: '',
    SeriesNumber: '1',
    InstanceNumber: '1',
    PerformedProcedureCodeSequence: [],
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
  };
}

function coded({ value, scheme, meaning }: Code): Record<string, string> {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

function encoded(item: ContentItem): Record<string, unknown> {
  const { relation, type, concept, items = [] } = item;
  return {
    RelationshipType: relation,
    ValueType: type,
    ConceptNameCodeSequence: [coded(concept)],
    ...valueFields(item),
    ...(items.length === 0 ? {} : { ContentSequence: items.map(encoded) }),
  };
}

function valueFields(item: ContentValue): Record<string, unknown> {
  switch (item.type) {
    case 'CONTAINER':
      return { ContinuityOfContent: 'SEPARATE' };
    case 'CODE':
      return { ConceptCodeSequence: [coded(item.code)] };
    case 'TEXT':
      return { TextValue: item.text };
    case 'PNAME':
      return { PersonName: item.name };
    case 'UIDREF':
      return { UID: item.uid };
    case 'NUM':
      return {
        MeasuredValueSequence: [{ MeasurementUnitsCodeSequence: [coded(item.unit)], NumericValue: decimalString(item.number) }],
      };
  }
}

/** A decimal string has at most 16 characters. PS3.5 6.2 */
function decimalString(number: number): string {
  return String(Number(number.toPrecision(8)));
}
