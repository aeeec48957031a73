// The open screen and its subject, kept in the hash so that it works on the desktop's own scheme and survives a reload.

import { useSyncExternalStore } from 'react';

export type Place =
  | { readonly screen: 'library' }
  | { readonly screen: 'case'; readonly hipId: string | null }
  /** The list of presets and runs, or one run. */
  | { readonly screen: 'train'; readonly runId: string | null }
  | { readonly screen: 'reports' }
  | { readonly screen: 'settings' };

/** Returns the place of an address, or the library if the address is unknown. */
export function placeOf(hash: string): Place {
  const [screen, ...rest] = hash.replace(/^#\/?/, '').split('/');
  if (screen === 'case') return { screen, hipId: decode(rest.join('/')) };
  if (screen === 'train') return { screen, runId: decode(rest.join('/')) };
  return screen === 'reports' || screen === 'settings' ? { screen } : { screen: 'library' };
}

export function addressOf(place: Place): string {
  const id = place.screen === 'case' ? place.hipId : place.screen === 'train' ? place.runId : null;
  return id === null ? `#/${place.screen}` : `#/${place.screen}/${encodeURIComponent(id)}`;
}

export function go(place: Place): void {
  window.location.hash = addressOf(place);
}

/** Returns the current place. */
export function usePlace(): Place {
  return placeOf(useSyncExternalStore(subscribe, () => window.location.hash));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

function decode(part: string): string | null {
  if (part === '') return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
