// How a case was answered: rightly, with a warning, with a refusal, or wrongly. Wrong covers silence, wrong words and crashes.

export const VERDICTS = ['right', 'warned', 'refused', 'wrong'] as const;
type Verdict = (typeof VERDICTS)[number];

export interface Answer {
  readonly verdict: Verdict;
  /** What the program printed, or what was wrong with it. */
  readonly words: string;
}

export const right = (words = ''): Answer => ({ verdict: 'right', words });
export const warned = (words: string): Answer => ({ verdict: 'warned', words });
export const refused = (words: string): Answer => ({ verdict: 'refused', words });
export const wrong = (words: string): Answer => ({ verdict: 'wrong', words });

/** Returns right if the condition holds, else wrong with these words. */
export function expectThat(condition: boolean, fault: string, words = ''): Answer {
  return condition ? right(words) : wrong(fault);
}

/** Sums up the answers to a case's commands: the worst verdict, and the words of all commands. */
export function worst(answers: readonly Answer[]): Answer {
  const verdict = VERDICTS.findLast((each) => answers.some((answer) => answer.verdict === each)) ?? 'wrong';
  const kept = verdict === 'wrong' ? answers.filter((answer) => answer.verdict === 'wrong') : answers;
  const words = [...new Set(kept.map((answer) => answer.words).filter((text) => text !== ''))].join(' | ');
  return { verdict, words };
}
