// The five findings that System 4 grades on a hip (von Schacky), in the order in which they are shown and stored.

import { z } from 'zod';
import type { Quadrant } from './quadrant.ts';

/** Each finding with its number of grades. Sclerosis and cysts are absent (0) or present (1). */
export const FINDING_GRADES = {
  'femoral-osteophytes': 4,
  'acetabular-osteophytes': 4,
  'joint-space-narrowing': 4,
  sclerosis: 2,
  cysts: 2,
} as const;

export type Finding = keyof typeof FINDING_GRADES;

export const FINDINGS = [
  'femoral-osteophytes',
  'acetabular-osteophytes',
  'joint-space-narrowing',
  'sclerosis',
  'cysts',
] as const satisfies readonly Finding[];

export type PerFinding<T> = Readonly<Record<Finding, T>>;

export function perFinding<T>(make: (finding: Finding) => T): PerFinding<T> {
  return {
    'femoral-osteophytes': make('femoral-osteophytes'),
    'acetabular-osteophytes': make('acetabular-osteophytes'),
    'joint-space-narrowing': make('joint-space-narrowing'),
    sclerosis: make('sclerosis'),
    cysts: make('cysts'),
  };
}

/** The schema of one value for each finding. */
export const perFindingOf = <T extends z.ZodType>(value: T) => z.object(perFinding(() => value));

/** The quadrants whose target zones show a finding. Empty for findings without zones. */
export function quadrantsOf(finding: Finding): readonly Quadrant[] {
  switch (finding) {
    case 'femoral-osteophytes':
      return ['femur-superior', 'femur-inferior'];
    case 'acetabular-osteophytes':
      return ['acetabulum-superior', 'acetabulum-inferior'];
    case 'joint-space-narrowing':
    case 'sclerosis':
    case 'cysts':
      return [];
  }
}
