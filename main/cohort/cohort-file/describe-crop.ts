// What a cohort file says of a crop besides its pixels: where it was cut, how it was scaled, and what is known of the hip.

import { basename } from 'node:path';
import type { HipRecord, PreparedHip } from '../../database/hips.ts';
import { labelsOfJoint } from '../../database/labels.ts';
import type { RadiographRecord } from '../../database/radiographs.ts';
import { splitByName, splitInForce } from '../../database/splits.ts';
import { cohortOfHip } from '../../database/subjects.ts';
import type { Attributes } from '../../domain/film/cohort-origin.ts';
import { CROP_SPACING_MM } from '../../domain/hip-crop.ts';
import type { LabelValue } from '../../domain/label.ts';
import { LANDMARK_TABLES, landmarksAt } from '../../domain/landmark-table.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { fitCircle } from '../../domain/measure/circle-fit.ts';
import type { OwnerNames } from '../identity/owner-names.ts';
import { isPlainFile } from '../identity/plain-names.ts';
import type { Study } from '../study-folder.ts';
import { numberAttribute } from './attributes.ts';
import { namingAttributesOf } from './naming-attributes.ts';
import { OWN_DATASET } from './own-dataset.ts';

interface CropDescription {
  readonly image: Attributes;
  readonly hip: Attributes;
}

export type CropDescriber = (hip: HipRecord, prepared: PreparedHip, radiograph: RadiographRecord) => CropDescription;

/** A crop that came from a cohort file keeps the attributes that it had there. Our own crops are described by what was measured. */
export function cropDescriber(study: Study, names: Pick<OwnerNames, 'subject' | 'visit' | 'cohort'>): CropDescriber {
  const split = splitInForce(study.database);
  const parts = split === null ? new Map<string, SplitPart>() : splitByName(study.database, split);
  return (hip, prepared, radiograph) => {
    const naming = namingAttributesOf(study, hip);
    const { intensity, cohortOrigin } = prepared;
    const scale = numbers({
      pixel_spacing: CROP_SPACING_MM,
      intensity_offset: intensity.p5,
      intensity_slope: intensity.p95 - intensity.p5,
    });
    const origin = cohortOrigin === undefined ? ownOrigin(prepared, radiograph) : { ...cohortOrigin.image, ...naming.image };
    const film = cohortOrigin === undefined ? filmName(study, radiograph) : null;
    const labels = Object.entries(labelsOfJoint(study.database, hip)).map(([name, value]) => [name, written(value)]);
    const part = parts.get(hip.subject);
    const known = {
      dataset: names.cohort(cohortOfHip(study.database, hip.hipId)) || OWN_DATASET,
      subject_id: names.subject(hip.subject),
      visit: names.visit(hip.visit),
      side: hip.side,
      ...(film === null ? {} : { film }),
      ...(labels.length === 0 ? {} : { labels: JSON.stringify(Object.fromEntries(labels)) }),
      ...(part === undefined ? {} : { part }),
    };
    return { image: { ...scale, ...origin }, hip: { ...naming.hip, ...texts(known) } };
  };
}

function ownOrigin(
  { frame, landmarks, numbering }: PreparedHip,
  { width, spacingMm, spacingSource }: RadiographRecord,
): Attributes {
  const forced = spacingSource === 'supplied' || spacingSource === 'estimated';
  const table = LANDMARK_TABLES[numbering];
  const radiusMm = (indices: readonly number[]): number =>
    (fitCircle(landmarksAt(landmarks, indices))?.radius ?? Number.NaN) * spacingMm;
  return {
    ...texts({ source: 'osteograde' }),
    ...numbers({
      source_pixel_spacing: spacingMm,
      input_pixel_spacing: forced ? Number.NaN : spacingMm,
      forced_input_pixel_spacing: forced ? spacingMm : Number.NaN,
      // The position of the crop's first pixel on the radiograph at 0.4 mm, which is mirrored first for a mirrored crop.
      crop_offset_y: frame.originY / frame.step,
      crop_offset_x: (frame.mirrored ? width - 1 - frame.originX : frame.originX) / frame.step,
      femoral_head_radius: radiusMm(table.femoralHeadArc),
      sourcil_radius: radiusMm(table.sourcil),
    }),
  };
}

/** A file's name may hold the number of a patient whom the study gives a pseudonym. */
function filmName({ identities }: Study, { radiographId, subject }: RadiographRecord): string | null {
  const path = identities.byRadiograph(radiographId)?.sourcePath;
  if (path === undefined) return null;
  const name = basename(path);
  return isPlainFile(name) || name.startsWith(subject) ? name : null;
}

function written(label: LabelValue): number | string {
  return label.kind === 'not-gradable' ? label.reason : label.value;
}

function numbers(values: Readonly<Record<string, number>>): Attributes {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, numberAttribute(value)]));
}

function texts(values: Readonly<Record<string, string>>): Attributes {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, { text }]));
}
