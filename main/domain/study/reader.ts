// Who reads, imports and chooses.

/** A study has one reader so far. */
export const THE_READER = 'reader-1';
