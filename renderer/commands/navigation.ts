// The page's study, its open screen and the screen's subject, kept in the hash so that they work on the desktop's own scheme and
// survive a reload.

import { useSyncExternalStore } from 'react';

export type Place =
  | { readonly screen: 'library' }
  | { readonly screen: 'case'; readonly hipId: string | null }
  /** The list of presets and runs, or one run. */
  | { readonly screen: 'train'; readonly runId: string | null }
  /** The list of experiments, or one of them. */
  | { readonly screen: 'experiments'; readonly name: string | null }
  /** The list of evaluations, or one of them. */
  | { readonly screen: 'evaluate'; readonly evaluationId: string | null }
  | { readonly screen: 'reports' }
  | { readonly screen: 'settings' };

const SCREENS: readonly string[] = [
  'library',
  'case',
  'train',
  'experiments',
  'evaluate',
  'reports',
  'settings',
] satisfies readonly Place['screen'][];

/** Returns the place of an address, or the library if the address is unknown. */
export function placeOf(hash: string): Place {
  const { screen, rest } = partsOf(hash);
  if (screen === 'case') return { screen, hipId: decode(rest.join('/')) };
  if (screen === 'train') return { screen, runId: decode(rest.join('/')) };
  if (screen === 'experiments') return { screen, name: decode(rest.join('/')) };
  if (screen === 'evaluate') return { screen, evaluationId: decode(rest.join('/')) };
  return screen === 'reports' || screen === 'settings' ? { screen } : { screen: 'library' };
}

/** Returns the id of the study in an address, which stands before the screen. Null if the address names no study. */
export function studyOf(hash: string): string | null {
  return decode(partsOf(hash).study);
}

/** The address of a place in a study. Without an argument it is the study of the current address. */
export function addressOf(place: Place, studyId: string | null = studyOf(window.location.hash)): string {
  const parts = [studyId, place.screen, subjectOf(place)].filter((part) => part !== null);
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

function subjectOf(place: Place): string | null {
  switch (place.screen) {
    case 'case':
      return place.hipId;
    case 'train':
      return place.runId;
    case 'experiments':
      return place.name;
    case 'evaluate':
      return place.evaluationId;
    case 'library':
    case 'reports':
    case 'settings':
      return null;
  }
}

/** Opens a place in the current study. */
export function go(place: Place): void {
  goTo(addressOf(place));
}

/** Opens the library of another study. Null leads to a page without a study, which then takes the newest open one. */
export function goToStudy(studyId: string | null): void {
  goTo(addressOf({ screen: 'library' }, studyId));
}

/** The browser announces a new address only later. Announced here, the page shows the place before it gets the next key. */
function goTo(address: string): void {
  window.location.hash = address;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Puts a study into an address that names none. The page shows the same place and gets no new entry in its history. */
export function putStudy(studyId: string): void {
  // The reader may have gone to a study meanwhile.
  if (studyOf(window.location.hash) !== null) return;
  window.location.replace(addressOf(placeOf(window.location.hash), studyId));
}

/** Returns the current place. */
export function usePlace(): Place {
  return placeOf(useHash());
}

/** Returns the study of the current address. */
export function useStudyId(): string | null {
  return studyOf(useHash());
}

/** Returns the part of the address that names study and place. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

function partsOf(hash: string): { readonly study: string; readonly screen: string; readonly rest: readonly string[] } {
  const parts = hash.replace(/^#\/?/, '').split('/');
  const [first = '', second = ''] = parts;
  if (!SCREENS.includes(first) && SCREENS.includes(second)) return { study: first, screen: second, rest: parts.slice(2) };
  return { study: '', screen: first, rest: parts.slice(1) };
}

function decode(part: string): string | null {
  if (part === '') return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
