// One hip under several models: its crop, and where each model finds evidence for each answer (Ye, figure 2; Chen, figure 3).

import { evidenceOver } from '../evidence-over.ts';
import type { Figure, Picture } from '../figures/figure.ts';
import { evaluationWords } from './words.ts';

export interface HipUnderModel {
  readonly model: string;
  readonly answers: readonly {
    readonly name: string;
    /** What the model says, such as `grade 2`. */
    readonly says: string;
    /** The heatmap on the crop, 0 to 255. // [edge, edge] */
    readonly evidence: Uint8Array;
  }[];
}

interface OneHip {
  /** What the figure's files and title are named after. */
  readonly name: string;
  readonly title: string;
  readonly edge: number;
  readonly crop: Uint8Array; // [edge, edge]
  readonly models: readonly HipUnderModel[];
}

/** A row for each model: the bare crop, then one picture for each answer. */
export function oneHipFigure({ name, title, edge, crop, models }: OneHip): Figure {
  const size = { kind: 'picture', width: edge, height: edge } as const;
  const grey = new Uint8Array(edge * edge);
  const panels = models.flatMap(({ model, answers }): Picture[] => [
    { ...size, title: model, pixels: evidenceOver(crop, grey) },
    ...answers.map((answer) => ({
      ...size,
      title: evaluationWords.said(answer.name, answer.says),
      pixels: evidenceOver(crop, answer.evidence),
    })),
  ]);
  return { name, title, panels, columns: 1 + Math.max(0, ...models.map(({ answers }) => answers.length)) };
}
