// The shares of train, validation and test that splits usually have. Without zod, because the command line loads it at every start.

export const SPLIT_PRESETS = ['70-15-15', '80-10-10', '63-7-30'] as const;

/** Train, validation and test in percent; the last is 70/30 with a tenth of the training part held back for validation. */
export type SplitPreset = (typeof SPLIT_PRESETS)[number];

export const SHARES: Readonly<Record<SplitPreset, { readonly train: number; readonly val: number; readonly test: number }>> = {
  '70-15-15': { train: 0.7, val: 0.15, test: 0.15 },
  '80-10-10': { train: 0.8, val: 0.1, test: 0.1 },
  '63-7-30': { train: 0.63, val: 0.07, test: 0.3 },
};
