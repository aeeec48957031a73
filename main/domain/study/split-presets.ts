// The usual shares of training, validation and test, and what a split is balanced by. Without zod: the command line loads this at every start.

/** Training, validation and test in percent. 63-7-30 is 70/30 with a tenth of the training part held back for validation. */
export const SPLIT_PRESETS = ['70-15-15', '80-10-10', '63-7-30'] as const;

export type SplitPreset = (typeof SPLIT_PRESETS)[number];

export const SHARES = {
  '70-15-15': { train: 0.7, val: 0.15, test: 0.15 },
  '80-10-10': { train: 0.8, val: 0.1, test: 0.1 },
  '63-7-30': { train: 0.63, val: 0.07, test: 0.3 },
} as const satisfies Record<SplitPreset, object>;

/** What the parts of a split are balanced by. */
export const STRATIFICATIONS = ['highest-grade', 'any-osteophyte', 'none'] as const;

export type Stratification = (typeof STRATIFICATIONS)[number];
