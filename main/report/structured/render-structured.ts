// Writes a report as DICOM structured reports, one document for each visit of a subject: what the model says of each joint, and what the
// reader says, as measurement groups of TID 1500.

import { writeStructuredReport, type Code, type ContentItem } from '../../dicom/write/structured-report.ts';
import { deriveUid } from '../../dicom/unique-identifier.ts';
import type { Hip } from '../../domain/hip.ts';
import type { ReportContext } from '../report-model.ts';
import { english } from '../text/english.ts';
import { CONCEPT, JOINT, PRIVATE_SCHEME, SIDE, VALUE } from './codes.ts';

/** What is said of one joint. */
export interface StatedJoint {
  readonly hip: Hip;
  readonly joint: keyof typeof JOINT;
  readonly byModel: readonly ContentItem[];
  /** By a reader's name, or what is shown in its place. */
  readonly byReaders: ReadonlyMap<string, readonly ContentItem[]>;
  readonly warnings: readonly string[];
}

/** Returns the documents in the order of the joints. */
export function renderStructured(joints: readonly StatedJoint[], context: ReportContext): Uint8Array[] {
  const visits = Map.groupBy(joints, ({ hip: { subject, visit } }) => JSON.stringify([subject, visit]));
  return [...visits.values()].map((own) => visitDocument(own, context));
}

function visitDocument(joints: readonly StatedJoint[], context: ReportContext): Uint8Array {
  const { model, createdAt, softwareVersion } = context;
  const { subject, visit } = joints[0].hip;
  const said = JSON.stringify([subject, visit, createdAt.toISOString(), model.sha256, joints.map(({ hip }) => hip.side)]);
  return writeStructuredReport(
    {
      subject,
      visit,
      // The study of the film is not known here, because a study keeps no identifiers.
      studyUid: deriveUid(`osteograde/report/study/${JSON.stringify([subject, visit])}`),
      seriesUid: deriveUid(`osteograde/report/series/${said}`),
      documentUid: deriveUid(`osteograde/report/document/${said}`),
      description: english.notice,
      createdAt,
      manufacturer: english.product,
      model: model.name,
      softwareVersion,
      privateScheme: PRIVATE_SCHEME,
    },
    [
      { relation: 'HAS CONCEPT MOD', concept: CONCEPT.language, type: 'CODE', code: VALUE.english },
      ...deviceContext(context),
      { relation: 'HAS CONCEPT MOD', concept: CONCEPT.procedure, type: 'CODE', code: VALUE.radiography },
      { relation: 'CONTAINS', concept: CONCEPT.measurements, type: 'CONTAINER', items: joints.flatMap(groupsOf) },
    ],
  );
}

/** TID 1002, an observing device: the model. A reader's group names its own observer. */
function deviceContext({ model, softwareVersion }: ReportContext): ContentItem[] {
  const context = 'HAS OBS CONTEXT';
  return [
    { relation: context, concept: CONCEPT.observerType, type: 'CODE', code: VALUE.device },
    { relation: context, concept: CONCEPT.deviceUid, type: 'UIDREF', uid: deriveUid(`osteograde/model/${model.sha256}`) },
    { relation: context, concept: CONCEPT.deviceName, type: 'TEXT', text: model.name },
    { relation: context, concept: CONCEPT.deviceManufacturer, type: 'TEXT', text: english.product },
    { relation: context, concept: CONCEPT.deviceModel, type: 'TEXT', text: `${english.product} ${softwareVersion}` },
  ];
}

function groupsOf(stated: StatedJoint): ContentItem[] {
  const { byModel, byReaders, warnings } = stated;
  const readers = [...byReaders].map(([reader, items]) => {
    const observer: ContentItem[] = [
      { relation: 'HAS OBS CONTEXT', concept: CONCEPT.observerType, type: 'CODE', code: VALUE.person },
      { relation: 'HAS OBS CONTEXT', concept: CONCEPT.personName, type: 'PNAME', name: reader },
    ];
    return group(stated, reader, [...observer, ...items, comment(english.notice)]);
  });
  return [group(stated, '', [...byModel, ...[english.noticeInFull, ...warnings].map(comment)]), ...readers];
}

function comment(text: string): ContentItem {
  return { relation: 'CONTAINS', concept: CONCEPT.comment, type: 'TEXT', text };
}

/** TID 1501. */
function group({ hip, joint }: StatedJoint, reader: string, items: readonly ContentItem[]): ContentItem {
  const { subject, visit, side } = hip;
  const name = [`${side} ${joint}`, reader].filter((part) => part !== '').join(', ');
  return {
    relation: 'CONTAINS',
    concept: CONCEPT.group,
    type: 'CONTAINER',
    items: [
      { relation: 'HAS OBS CONTEXT', concept: CONCEPT.trackingName, type: 'TEXT', text: name },
      {
        relation: 'HAS OBS CONTEXT',
        concept: CONCEPT.trackingUid,
        type: 'UIDREF',
        uid: deriveUid(`osteograde/report/joint/${JSON.stringify([subject, visit, side, joint, reader])}`),
      },
      ...(visit === '' ? [] : [{ relation: 'HAS OBS CONTEXT', concept: CONCEPT.timePoint, type: 'TEXT', text: visit } as const]),
      siteOf(JOINT[joint], [{ relation: 'HAS CONCEPT MOD', concept: CONCEPT.laterality, type: 'CODE', code: SIDE[side] }]),
      ...items,
    ],
  };
}

export function siteOf(code: Code, items: readonly ContentItem[] = []): ContentItem {
  return { relation: 'HAS CONCEPT MOD', concept: CONCEPT.site, type: 'CODE', code, items };
}
