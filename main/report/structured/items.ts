// Content items that hips and knees share.

import type { Code, ContentItem } from '../../dicom/write/structured-report.ts';
import type { ReportedModel } from '../report-model.ts';
import { CONCEPT, UNIT, VALUE } from './codes.ts';

export interface StatedGrade {
  readonly concept: Code;
  readonly grade: number;
  /** The model's probability of this grade, 0 to 1. */
  readonly certainty?: number | undefined;
}

/** A grade as a number, with what modifies it. */
export function answer({ concept, grade, certainty }: StatedGrade, modifiers: readonly ContentItem[]): ContentItem {
  const properties = certainty === undefined ? [] : [percent('HAS PROPERTIES', CONCEPT.certainty, certainty)];
  return { relation: 'CONTAINS', concept, type: 'NUM', number: grade, unit: UNIT.grade, items: [...modifiers, ...properties] };
}

/** A share of one as a percentage with two decimals. */
export function percent(
  relation: 'CONTAINS' | 'HAS PROPERTIES',
  concept: Code,
  share: number,
  items: readonly ContentItem[] = [],
): ContentItem {
  return { relation, concept, type: 'NUM', number: Math.round(share * 1e4) / 100, unit: UNIT.percent, items };
}

/** What a reader says of something that cannot be graded. */
export function notGradable(concept: Code, reason: 'technical' | 'implant', items: readonly ContentItem[] = []): ContentItem {
  return { relation: 'CONTAINS', concept, type: 'CODE', code: VALUE[reason], items };
}

/** TID 4019: which algorithm gave an answer. */
export function byAlgorithm({ name, version }: ReportedModel): ContentItem[] {
  return [
    { relation: 'HAS CONCEPT MOD', concept: CONCEPT.algorithm, type: 'TEXT', text: name },
    { relation: 'HAS CONCEPT MOD', concept: CONCEPT.algorithmVersion, type: 'TEXT', text: version },
  ];
}
