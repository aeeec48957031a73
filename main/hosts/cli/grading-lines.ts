// A hip's grading as lines of text.

import { basename } from 'node:path';
import { FINDINGS } from '../../domain/finding.ts';
import type { Attention, HipGrading } from '../../domain/grading.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { PredictedHip } from '../../learning/grading/predict-files.ts';

export function gradingLines({ file, hip, grading, radiograph, pointsFrom }: PredictedHip): readonly string[] {
  const { subject, visit, side } = hip;
  const head = [basename(file), subject, visit, `${side} hip`].filter((part) => part !== '').join('  ');
  const origin = [
    ...(pointsFrom === 'network' ? ['points found by the model'] : []),
    ...(radiograph.spacingSource === 'estimated' ? [`spacing estimated as ${radiograph.spacingMm.toFixed(3)} mm`] : []),
  ].join(', ');
  const any = grading.kind === 'grades' ? [`any osteophyte ${percent(grading.globalProbability)}`] : [];
  return [
    ...(origin === '' ? [head] : [head, `  ${origin}`]),
    `  ${[...any, `${grading.milliseconds.toFixed(0)} ms`].join(', ')}`,
    ...answerLines(grading),
    '',
  ];
}

function answerLines(grading: HipGrading): readonly string[] {
  switch (grading.kind) {
    case 'grades':
      return QUADRANTS.map((quadrant) => {
        const answer = grading.quadrants[quadrant];
        return `  ${quadrant.padEnd(20)}  grade ${answer.grade}   ${chances(answer.probabilities)}${inZone(answer)}`;
      });
    case 'presence':
      return QUADRANTS.map((quadrant) => {
        const answer = grading.quadrants[quadrant];
        const word = answer.present ? 'osteophyte' : 'none';
        return `  ${quadrant.padEnd(20)}  ${word.padEnd(10)}   probability ${percent(answer.probability)}${inZone(answer)}`;
      });
    case 'findings':
      return FINDINGS.map((finding) => {
        const { grade, probabilities, attention } = grading.findings[finding];
        const answer = probabilities.length === 2 ? (grade === 0 ? 'absent' : 'present') : `grade ${grade}`;
        return `  ${finding.padEnd(23)}  ${answer.padEnd(8)} ${chances(probabilities).padEnd(34)}${inZone(attention)}`.trimEnd();
      });
  }
}

function chances(probabilities: readonly number[]): string {
  return probabilities.map((p, grade) => `${grade}: ${percent(p)}`).join('  ');
}

function inZone(attention: Attention | null): string {
  return attention === null ? '' : `   in zone ${percent(attention.attentionInZone)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0).padStart(3)}%`;
}
