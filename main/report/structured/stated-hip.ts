// What a report says of a hip, as content items.

import type { ContentItem } from '../../dicom/write/structured-report.ts';
import { FINDINGS } from '../../domain/finding.ts';
import type { QuadrantLabel } from '../../domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import type { ReportedMeasurement } from '../reported-measurement.ts';
import type { ReportHip, ReportedModel } from '../report-model.ts';
import { CONCEPT, FINDING_GRADE, MEASURED, QUADRANT_SITE, UNIT, VALUE } from './codes.ts';
import { answer, byAlgorithm, notGradable, percent } from './items.ts';
import { siteOf, type StatedJoint } from './render-structured.ts';

export function statedHip(reported: ReportHip, model: ReportedModel): StatedJoint {
  const { hip, reader, measurements, warnings } = reported;
  const readings = reader === null ? [] : readingItems(reported).map((item) => [reader, item] as const);
  const measured = measurements.map((one) => [one.reader, measurementItem(one)] as const);
  const byReader = Map.groupBy([...readings, ...measured], ([name]) => name);
  return {
    hip,
    joint: 'hip',
    byModel: modelItems(reported, byAlgorithm(model)),
    byReaders: new Map([...byReader].map(([name, items]) => [name, items.map(([, item]) => item)])),
    warnings: warnings.map(({ message }) => message),
  };
}

function modelItems(reported: ReportHip, algorithm: readonly ContentItem[]): ContentItem[] {
  switch (reported.kind) {
    case 'grades':
      return [
        ...QUADRANTS.map((quadrant) => {
          const { grade, probabilities } = reported.quadrants[quadrant];
          const site = [siteOf(QUADRANT_SITE[quadrant]), ...algorithm];
          return answer({ concept: CONCEPT.osteophyteGrade, grade, certainty: probabilities[grade] }, site);
        }),
        percent('CONTAINS', CONCEPT.anyOsteophyte, reported.globalProbability, algorithm),
      ];
    case 'presence':
      return QUADRANTS.map((quadrant) => {
        const { present, probability } = reported.quadrants[quadrant];
        const certainty = percent('HAS PROPERTIES', CONCEPT.certainty, present ? probability : 1 - probability);
        const items = [siteOf(QUADRANT_SITE[quadrant]), ...algorithm, certainty];
        return {
          relation: 'CONTAINS',
          concept: CONCEPT.osteophyte,
          type: 'CODE',
          code: present ? VALUE.present : VALUE.absent,
          items,
        };
      });
    case 'findings':
      return FINDINGS.map((finding) => {
        const { grade, probabilities } = reported.findings[finding];
        return answer({ concept: FINDING_GRADE[finding], grade, certainty: probabilities[grade] }, algorithm);
      });
  }
}

/** Readers label quadrants, so a report of findings has no readings. A quadrant that was not read has no item. */
function readingItems(reported: ReportHip): ContentItem[] {
  if (reported.kind === 'findings') return [];
  const { quadrants } = reported;
  return QUADRANTS.flatMap((quadrant) => {
    const { reading } = quadrants[quadrant];
    return reading === null ? [] : labelItems(quadrant, reading);
  });
}

function labelItems(quadrant: Quadrant, label: QuadrantLabel): ContentItem[] {
  const site = [siteOf(QUADRANT_SITE[quadrant])];
  switch (label.kind) {
    case 'graded':
      return [answer({ concept: CONCEPT.osteophyteGrade, grade: label.grade }, site)];
    case 'not-gradable':
      return [notGradable(CONCEPT.osteophyteGrade, label.reason, site)];
    case 'missing':
      return [];
  }
}

function measurementItem({ kind, value, unit }: ReportedMeasurement): ContentItem {
  return { relation: 'CONTAINS', concept: MEASURED[kind], type: 'NUM', number: Number(value.toFixed(3)), unit: UNIT[unit] };
}
