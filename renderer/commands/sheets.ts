// The sheets that any screen may open. The app shows them one at a time.

import { createContext, use } from 'react';
import type { Filter } from '../api/hips.ts';

export type SheetRequest =
  | { readonly kind: 'demo' }
  | { readonly kind: 'create-study' }
  | { readonly kind: 'open-study' }
  | { readonly kind: 'import' }
  | { readonly kind: 'export'; readonly hipIds: readonly string[] }
  | { readonly kind: 'grade'; readonly hipIds: readonly string[] }
  | { readonly kind: 'audits' }
  | { readonly kind: 'split' }
  | { readonly kind: 'co-occurrence'; readonly filter: Filter }
  | { readonly kind: 'jobs' }
  | { readonly kind: 'palette' };

export type ShowSheet = (request: SheetRequest) => void;

export const SheetContext = createContext<ShowSheet | null>(null);

export function useShowSheet(): ShowSheet {
  const show = use(SheetContext);
  if (show === null) throw new Error('useShowSheet must be used inside the app.');
  return show;
}
