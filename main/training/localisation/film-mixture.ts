// Which pictures one epoch shows: phantoms, films with hips and films without, in fixed shares. A slot says which kind; the picture is
// drawn anew each time, so that few films and many phantoms have the shares that the recipe names.

import type { Random } from '../../domain/random.ts';
import type { LearningFilm } from './learning-film.ts';

/** Slots per epoch. */
interface Mixture {
  readonly phantoms: number;
  readonly pelves: number;
  readonly others: number;
}

/** What a locating network learns from besides phantoms. */
export interface RealFilms {
  readonly pelves: readonly LearningFilm[];
  /** Without a hip. */
  readonly others: readonly LearningFilm[];
  readonly mixture: Mixture;
}

export interface FilmMixture {
  readonly items: number;
  readonly subjects: readonly string[];
  /** The film of a slot. Without `random`, or if there are no real films, a slot always shows the same film. */
  readonly filmOf: (slot: number, random: Random | null) => LearningFilm;
}

export function filmMixture(phantoms: readonly LearningFilm[], real: RealFilms | undefined): FilmMixture {
  const sources =
    real === undefined
      ? [{ films: phantoms, slots: phantoms.length, drawn: false }]
      : [
          { films: phantoms, slots: real.mixture.phantoms, drawn: true },
          { films: real.pelves, slots: real.mixture.pelves, drawn: true },
          { films: real.others, slots: real.mixture.others, drawn: true },
        ].filter(({ films }) => films.length > 0);
  const slots = sources.flatMap(({ films, slots: count, drawn }) =>
    Array.from({ length: count }, (_, index) => ({ films, drawn, index: index % films.length })),
  );
  return {
    items: slots.length,
    subjects: slots.map(({ films, index }) => films[index].subject),
    filmOf: (slot, random) => {
      const { films, drawn, index } = slots[slot];
      return drawn && random !== null ? films[random.below(films.length)] : films[index];
    },
  };
}
