// What a report says of a knee, as content items.

import type { ContentItem } from '../../dicom/write/structured-report.ts';
import type { KneeLabel } from '../../domain/study/knee-case.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { ReportKnee } from '../knee-report-model.ts';
import type { ReportedModel } from '../report-model.ts';
import { CONCEPT } from './codes.ts';
import { answer, byAlgorithm, notGradable } from './items.ts';
import type { StatedJoint } from './render-structured.ts';

export function statedKnee({ hip, grade, probabilities, reading, warnings }: ReportKnee, model: ReportedModel): StatedJoint {
  const stated = { concept: CONCEPT.kellgrenLawrence, grade, certainty: probabilities[grade] };
  const read = readingItems(reading);
  return {
    hip,
    joint: 'knee',
    byModel: [answer(stated, byAlgorithm(model))],
    byReaders: new Map(read.length === 0 ? [] : [[THE_READER, read]]),
    warnings: warnings.map(({ message }) => message),
  };
}

function readingItems(reading: KneeLabel): ContentItem[] {
  switch (reading.kind) {
    case 'graded':
      return [answer({ concept: CONCEPT.kellgrenLawrence, grade: reading.grade }, [])];
    case 'not-gradable':
      return [notGradable(CONCEPT.kellgrenLawrence, reading.reason)];
    case 'missing':
      return [];
  }
}
