// The sentences about a process that was ended.

export const processesText = {
  /** Stands in the sentence of a failure, in parentheses. */
  reason: {
    closed: 'the program closed it',
    unknownMessage: 'it sent a message of an unknown form',
  },
  stopped: 'The work was stopped. What was finished before is kept.',
} as const;
