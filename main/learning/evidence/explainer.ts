// A model as the trials see it: stored pictures in, and for each of its answers the chance of disease and the map that explains it.

import { success, type Result } from '../../domain/failure.ts';
import { FINDINGS } from '../../domain/finding.ts';
import type { HipGrading } from '../../domain/grading.ts';
import { LANDMARK_TABLES } from '../../domain/landmark-table.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { heatmapOf, type GradedHip } from '../../inference/graded-hip.ts';
import type { PlaceMap } from '../../inference/knee-evidence.ts';
import { openKneeModel } from '../../inference/knee-model.ts';
import { openModel } from '../../inference/model.ts';
import type { ModelCard } from '../../inference/model-card.ts';
import { AUDIT_SCORE } from '../../inference/score.ts';
import { plainPictures } from '../../training/pictures.ts';

export interface Explanation {
  /** A quadrant, a finding, or `kellgren-lawrence`. */
  readonly answer: string;
  /** P(grade >= 1). */
  readonly presence: number;
  /** The Grad-CAM that screens and reports show, with a maximum of one. */
  readonly map: PlaceMap;
}

export interface Explainer {
  readonly card: ModelCard;
  /** The pictures are 8-bit crops, or knees as the card stores them. */
  explain(pictures: readonly Uint8Array[]): Promise<Result<(readonly Explanation[])[]>>;
  close(): Promise<void>;
}

/** Opens the model with this ONNX file. The caller closes it. */
export async function openExplainer(path: string, joint: 'hip' | 'knee'): Promise<Result<Explainer>> {
  return joint === 'hip' ? openHips(path) : openKnees(path);
}

async function openHips(path: string): Promise<Result<Explainer>> {
  const opened = await openModel(path);
  if (!opened.ok) return opened;
  const model = opened.value;
  return success({
    card: model.card,
    explain: async (pictures) => {
      // The points only serve the attention audit, which is no part of a trial.
      const crops = pictures.map((pixels) => ({ pixels, landmarks: [] }));
      const graded = await model.gradeBatch(crops, LANDMARK_TABLES.original);
      return graded.ok ? success(graded.value.map(hipExplanations)) : graded;
    },
    close: () => model.close(),
  });
}

function hipExplanations({ grading, maps }: GradedHip): Explanation[] {
  const answers = grading.kind === 'findings' ? FINDINGS : QUADRANTS;
  return answers.map((answer) => {
    const values = heatmapOf(maps, answer, AUDIT_SCORE);
    return { answer, presence: presenceOf(grading, answer), map: { values, height: maps.size, width: maps.size } };
  });
}

function presenceOf(grading: HipGrading, answer: (typeof FINDINGS)[number] | (typeof QUADRANTS)[number]): number {
  const answers: Readonly<Record<string, { readonly probability: number } | { readonly probabilities: readonly number[] }>> =
    grading.kind === 'findings' ? grading.findings : grading.quadrants;
  const own = answers[answer];
  if (own === undefined) throw new Error(`The grading has no answer ${answer}.`);
  return 'probability' in own ? own.probability : 1 - (own.probabilities[0] ?? Number.NaN);
}

async function openKnees(path: string): Promise<Result<Explainer>> {
  const opened = await openKneeModel(path);
  if (!opened.ok) return opened;
  const model = opened.value;
  const { stored, height, width, inputRange } = model.card.preprocessing;
  return success({
    card: model.card,
    explain: async (pictures) => {
      const explained: Explanation[][] = [];
      for (const pixels of pictures) {
        const answer = await model.grade(plainPictures({ pixels, size: stored }, { height, width }, inputRange));
        if (!answer.ok) return answer;
        const { presence, evidence } = answer.value;
        explained.push([{ answer: 'kellgren-lawrence', presence, map: evidence }]);
      }
      return success(explained);
    },
    close: () => model.close(),
  });
}
