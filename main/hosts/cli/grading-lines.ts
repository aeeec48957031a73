// A hip's grading as lines of text.

import { familiarityWarnings } from '../../domain/film/familiarity.ts';
import type { Warning } from '../../domain/film/warning.ts';
import { basename } from 'node:path';
import { FINDINGS } from '../../domain/finding.ts';
import type { Attention, HipGrading } from '../../domain/grading.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { PredictedHip } from '../../learning/grading/predict-files.ts';
import { outputText } from '../text/output.ts';

/** `ofModel`: the warnings that go with every heatmap of the model. */
export function gradingLines(
  { file, hip, grading, radiograph, prepared, pointsFrom }: PredictedHip,
  ofModel: readonly Warning[],
): readonly string[] {
  const { subject, visit, side } = hip;
  const head = [basename(file), subject, visit, outputText.hip.side(side)].filter((part) => part !== '').join('  ');
  const origin = [
    ...(pointsFrom === 'network' ? [outputText.hip.pointsFound] : []),
    ...(radiograph.spacingSource === 'estimated' ? [outputText.hip.spacingEstimated(radiograph.spacingMm)] : []),
  ].join(', ');
  const any = grading.kind === 'grades' ? [outputText.hip.anyOsteophyte(percent(grading.globalProbability))] : [];
  const warnings = [
    ...(radiograph.warnings ?? []),
    ...prepared.warnings,
    ...familiarityWarnings(grading.familiarity),
    ...ofModel,
  ];
  return [
    ...(origin === '' ? [head] : [head, `  ${origin}`]),
    `  ${[...any, outputText.shared.milliseconds(grading.milliseconds)].join(', ')}`,
    ...answerLines(grading),
    ...warnings.map(({ message }) => `  ${outputText.hip.warning(message)}`),
    '',
  ];
}

function answerLines(grading: HipGrading): readonly string[] {
  switch (grading.kind) {
    case 'grades':
      return QUADRANTS.map((quadrant) => {
        const answer = grading.quadrants[quadrant];
        return `  ${quadrant.padEnd(20)}  ${outputText.hip.grade(answer.grade)}   ${chances(answer.probabilities)}${inZone(answer)}`;
      });
    case 'presence':
      return QUADRANTS.map((quadrant) => {
        const answer = grading.quadrants[quadrant];
        const probability = outputText.hip.probability(percent(answer.probability));
        const word = answer.present ? outputText.hip.osteophyte : outputText.hip.noOsteophyte;
        return `  ${quadrant.padEnd(20)}  ${word.padEnd(10)}   ${probability}${inZone(answer)}`;
      });
    case 'findings':
      return FINDINGS.map((finding) => {
        const { grade, probabilities, attention } = grading.findings[finding];
        const presence = grade === 0 ? outputText.hip.absent : outputText.hip.present;
        const answer = probabilities.length === 2 ? presence : outputText.hip.grade(grade);
        return `  ${finding.padEnd(23)}  ${answer.padEnd(8)} ${chances(probabilities).padEnd(34)}${inZone(attention)}`.trimEnd();
      });
  }
}

function chances(probabilities: readonly number[]): string {
  return probabilities.map((p, grade) => `${grade}: ${percent(p)}`).join('  ');
}

function inZone(attention: Attention | null): string {
  return attention === null ? '' : `   ${outputText.hip.inZone(percent(attention.attentionInZone))}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0).padStart(3)}%`;
}
