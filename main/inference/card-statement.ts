// What a card says in words about whom a model is for: the headings of model cards.
// Mitchell M et al. Model cards for model reporting. FAT* 2019. Collins GS et al. TRIPOD+AI. BMJ 2024;385:e078378.

import { z } from 'zod';

export const STATEMENT_FIELDS = [
  'intendedUse',
  'warnings',
  'trainingPopulation',
  'evaluationPopulation',
  'fairness',
  'licence',
  'control',
  'maintenance',
  'contact',
] as const;

const words = z.string().trim().min(1);

/** Every field is filled. One that cannot be filled says why. */
export const StatementSchema = z.object({
  intendedUse: words,
  warnings: words,
  trainingPopulation: words,
  evaluationPopulation: words,
  /** Figures by group of people, or why there are none. */
  fairness: words,
  /** Of the model and of its data. */
  licence: words,
  /** What the model was compared with. */
  control: words,
  maintenance: words,
  contact: words,
});
