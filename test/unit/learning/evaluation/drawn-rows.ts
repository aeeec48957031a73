// Rows of an evaluation, drawn from a seed: two hips of each subject with truth, answers, probabilities and evidence.

import type { EvaluationRow } from '../../../../main/domain/evaluation/evaluation.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../../main/domain/random.ts';

/** One truth in 20 is not known. Probabilities are whole percents, so that scores tie. */
export function drawnRows(subjects: number, seed: string): EvaluationRow[] {
  const random = seededRandom(seed);
  const cut = (severity: number): number => [0.2, 1, 1.75].filter((bound) => severity >= bound).length;
  return Array.from({ length: subjects }, (_, subject) => random.fork(subject)).flatMap((own, subject) => {
    const shared = own.normal();
    return (['left', 'right'] as const).map((side) => {
      const hip = own.fork(side);
      const answers = QUADRANTS.map((name) => {
        const severity = 0.6 * shared + 0.8 * hip.normal();
        const seen = severity + 0.45 * hip.normal();
        const weights = [-0.4, 0.6, 1.4, 2.2].map((centre) => 1 / (0.05 + (seen - centre) ** 2));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const [, ...positive] = weights.map((weight) => Math.round((100 * weight) / total) / 100);
        const probabilities = [1 - positive.reduce((sum, each) => sum + each, 0), ...positive];
        const evidence = {
          attentionInZone: hip.next(),
          peakInZone: hip.next() < 0.7,
          centreDistance: hip.between(0, 40),
          peakDistance: hip.between(0, 40),
          spread: hip.between(20, 60),
        };
        return { name, truth: hip.next() < 0.05 ? null : cut(severity), grade: cut(seen), probabilities, evidence };
      });
      return {
        subject: `S${subject}`,
        visit: 'V00',
        side,
        truth: Object.fromEntries(answers.map(({ name, truth }) => [name, truth])),
        grade: Object.fromEntries(answers.map(({ name, grade }) => [name, grade])),
        probabilities: Object.fromEntries(answers.map(({ name, probabilities }) => [name, probabilities])),
        globalProbability: hip.next(),
        evidence: Object.fromEntries(answers.map(({ name, evidence }) => [name, evidence])),
      };
    });
  });
}
