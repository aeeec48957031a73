// Letters in the order in which they stand on paper: Arabic and Hebrew run from right to left, numbers within them from left to right.

import bidiFactory from 'bidi-js';
import type { OtherFont } from './fonts.ts';
import type { Letter } from './letters.ts';

/** Letters of one typeface and direction, to be shaped together. */
export interface Piece {
  /** In the order of reading if the letters have a direction of their own, because the typeface turns them. */
  readonly text: string;
  readonly font: OtherFont | null;
}

/** Returns the pieces of one line from left to right. Words of both directions follow each other from left to right, as on the screen. */
export function piecesInOrder(given: readonly Letter[]): readonly Piece[] {
  const letters = given.map((letter, index) => withSpaces(letter, given[index - 1], given[index + 1]));
  const text = letters.map((letter) => letter.text).join('');
  if (!RIGHT_TO_LEFT.test(text)) return joined(letters.map((letter) => ({ ...letter, level: 0 }))).map(pieceOf);
  const bidi = bidiFactory();
  const { levels } = bidi.getEmbeddingLevels(text, 'ltr');
  const mirrored = bidi.getMirroredCharactersMap(text, levels);
  let at = 0;
  const levelled = letters.map(({ text: letter, font }) => {
    const one = { text: mirrored.get(at) ?? letter, font, level: levels[at] ?? 0 };
    at += letter.length;
    return one;
  });
  return inVisualOrder(joined(levelled)).map(pieceOf);
}

/** A space between two words of one typeface is set with them. */
function withSpaces(letter: Letter, before: Letter | undefined, after: Letter | undefined): Letter {
  return letter.text === ' ' && before?.font === after?.font ? { text: ' ', font: before?.font ?? null } : letter;
}

interface Run extends Letter {
  readonly level: number;
  readonly letters: readonly string[];
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;

function joined(letters: readonly (Letter & { readonly level: number })[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { text, font, level } of letters) {
    const last = runs.at(-1);
    if (last?.font === font && last.level === level) {
      runs[runs.length - 1] = { ...last, text: last.text + text, letters: [...last.letters, text] };
    } else runs.push({ text, font, level, letters: [text] });
  }
  return runs;
}

/** Rule L2 of the Unicode Bidirectional Algorithm (UAX #9): from the highest level down, turns every sequence at that level or above. */
function inVisualOrder(runs: readonly Run[]): readonly Run[] {
  let ordered = [...runs];
  for (let level = Math.max(...runs.map((run) => run.level)); level > 0; level--) {
    const turned: Run[] = [];
    let sequence: Run[] = [];
    for (const run of ordered) {
      if (run.level >= level) sequence = [run, ...sequence];
      else {
        turned.push(...sequence, run);
        sequence = [];
      }
    }
    ordered = [...turned, ...sequence];
  }
  return ordered;
}

/** The typeface turns Arabic and Hebrew letters, but not the spaces and signs between them. */
function pieceOf({ text, font, level, letters }: Run): Piece {
  return { text: level % 2 === 1 && !RIGHT_TO_LEFT.test(text) ? letters.toReversed().join('') : text, font };
}
