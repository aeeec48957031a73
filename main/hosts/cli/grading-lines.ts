// One hip's grades as lines of text.

import { basename } from 'node:path';
import type { PredictedHip } from '../../services/predict-files.ts';

export function gradingLines({ file, hip, grading, radiograph, pointsFrom }: PredictedHip): readonly string[] {
  const { subject, visit, side } = hip;
  const any = percent(grading.globalProbability);
  const head = [basename(file), subject, visit, `${side} hip`].filter((part) => part !== '').join('  ');
  const rows = Object.entries(grading.quadrants).map(([quadrant, { grade, probabilities, attentionInZone }]) => {
    const chances = probabilities.map((p, of) => `${of}: ${percent(p)}`).join('  ');
    return `  ${quadrant.padEnd(20)}  grade ${grade}   ${chances}   in zone ${percent(attentionInZone)}`;
  });
  const origin = [
    ...(pointsFrom === 'network' ? ['points found by the model'] : []),
    ...(radiograph.spacingSource === 'estimated' ? [`spacing estimated as ${radiograph.spacingMm.toFixed(3)} mm`] : []),
  ].join(', ');
  return [
    ...(origin === '' ? [head] : [head, `  ${origin}`]),
    `  any osteophyte ${any}, ${grading.milliseconds.toFixed(0)} ms`,
    ...rows,
    '',
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0).padStart(3)} %`;
}
