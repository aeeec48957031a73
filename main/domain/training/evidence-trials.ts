// Trials of a model's heatmaps. A map that fails one is shown with a warning that names the trial, and is never hidden.
// Adebayo J et al. Sanity checks for saliency maps. NeurIPS 2018. Arun N et al. Assessing the trustworthiness of saliency maps for
// localizing abnormalities in medical imaging. Radiol Artif Intell 2021;3:e200267.

import { z } from 'zod';
import { warning, type Warning } from '../film/warning.ts';

/** What each trial asks: a value below the threshold, or one that reaches it. The thresholds after the first are **(ours)**. */
export const TRIALS = {
  /** Mean rank correlation with the maps of networks of random weights. */
  'weight-randomisation': { passes: 'below', threshold: 0.3 },
  /** Mean rank correlation with the maps of the same pictures, exposed and placed slightly otherwise. */
  repeatability: { passes: 'from', threshold: 0.8 },
  /** P(disease) that remains when the joint is erased, as a share of before. */
  'erased-joint': { passes: 'below', threshold: 0.5 },
  /** How many times more densely the map lies inside the true outline of an osteophyte than on the whole picture. */
  'energy-in-outline': { passes: 'from', threshold: 3 },
  /** Mean rank correlation with the maps of a network that learned shuffled labels. */
  'label-permutation': { passes: 'below', threshold: 0.3 },
  /** How many times more densely the map of a network that learned to read a mark lies on this mark. */
  'planted-shortcut': { passes: 'from', threshold: 3 },
} as const satisfies Readonly<Record<string, { readonly passes: 'below' | 'from'; readonly threshold: number }>>;

export type TrialName = keyof typeof TRIALS;
export const TRIAL_NAMES = [
  'weight-randomisation',
  'repeatability',
  'erased-joint',
  'energy-in-outline',
  'label-permutation',
  'planted-shortcut',
] as const satisfies readonly TrialName[];

const name = z.enum(TRIAL_NAMES);

const TrialSchema = z.discriminatedUnion('outcome', [
  z.object({
    trial: name,
    outcome: z.enum(['passed', 'failed']),
    value: z.number(),
    threshold: z.number(),
    /** Maps that the value is the mean of. */
    maps: z.int().positive(),
  }),
  z.object({ trial: name, outcome: z.literal('not-run'), why: z.string().min(1) }),
]);

export type EvidenceTrial = Readonly<z.infer<typeof TrialSchema>>;

export const EvidenceTrialsSchema = z.object({
  trials: z.array(TrialSchema).min(1),
  /** The pictures, in plain words. */
  data: z.string().min(1),
  seed: z.int(),
});

export type EvidenceTrials = Readonly<z.infer<typeof EvidenceTrialsSchema>>;

export const TRIAL_WORDS = {
  'weight-randomisation': 'weight randomisation',
  repeatability: 'repeatability',
  'erased-joint': 'erased joint',
  'energy-in-outline': 'energy in the outline',
  'label-permutation': 'label permutation',
  'planted-shortcut': 'planted shortcut',
} as const satisfies Readonly<Record<TrialName, string>>;

const MEANING = {
  'weight-randomisation': 'networks of random weights draw similar maps',
  repeatability: 'the map changes when the same joint is exposed or placed slightly otherwise',
  'erased-joint': 'the model still finds disease when the joint is erased',
  'energy-in-outline': 'the map hardly marks the osteophyte',
  'label-permutation': 'a network that learned shuffled labels draws similar maps',
  'planted-shortcut': 'the map does not show a mark that the network reads instead of the joint',
} as const satisfies Readonly<Record<TrialName, string>>;

/** True if the value passes its trial. */
export function passesTrial(trial: TrialName, value: number): boolean {
  const { passes, threshold } = TRIALS[trial];
  return passes === 'below' ? value < threshold : value >= threshold;
}

/** `failed: weight randomisation (0.55, below 0.3 wanted): networks of random weights draw similar maps`. One for each failed trial. */
export function failedTrials(evidence: EvidenceTrials | undefined): readonly string[] {
  return (evidence?.trials ?? []).flatMap((one) =>
    one.outcome === 'failed' ? [`failed: ${trialWords(one)}: ${MEANING[one.trial]}`] : [],
  );
}

/** The trial with its value and the threshold. */
export function trialWords({ trial, value, threshold }: Exclude<EvidenceTrial, { outcome: 'not-run' }>): string {
  const wanted = TRIALS[trial].passes === 'below' ? `below ${threshold} wanted` : `at least ${threshold} wanted`;
  return `${TRIAL_WORDS[trial]} (${value.toFixed(2)}, ${wanted})`;
}

/** Returns the warning that goes with every map of a model that failed a trial. Empty otherwise. */
export function evidenceWarnings(evidence: EvidenceTrials | undefined): readonly Warning[] {
  const failures = failedTrials(evidence);
  if (failures.length === 0) return [];
  return [warning('evidence-failed', `The heatmaps of this model did not pass their trials. ${sentences(failures)}`)];
}

function sentences(failures: readonly string[]): string {
  return `${failures.map((words) => words.replace(/^f/, 'F')).join('. ')}. Do not take them as an explanation of the grade.`;
}
