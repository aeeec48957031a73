// What a model can be compared with. Alone in its file, because the command line lists it before it loads anything else.

/** Where a hip's truth comes from: a reading, or the imported label where there is none; readings alone; labels alone. */
export const TRUTHS = ['merged', 'readings', 'labels'] as const;

export type Truth = (typeof TRUTHS)[number];
