// The sheets that any screen may open, and the way into another study. The app shows one sheet at a time.

import { createContext, use } from 'react';
import type { Filter } from '../api/hips.ts';

export interface Confirmation {
  readonly title: string;
  readonly lead: string;
  /** What the button that acts is called. */
  readonly act: string;
  readonly onAct: () => void;
}

export type SheetRequest =
  | { readonly kind: 'confirm'; readonly confirmation: Confirmation }
  | { readonly kind: 'keys' }
  | { readonly kind: 'tour' }
  /** Without a job, opens the demo study first. */
  | { readonly kind: 'demo'; readonly jobId: string | null }
  | { readonly kind: 'create-study' }
  | { readonly kind: 'open-study' }
  /** `damage` says what is damaged. */
  | { readonly kind: 'restore-study'; readonly folder: string; readonly damage: string }
  | { readonly kind: 'close-study' }
  | { readonly kind: 'import' }
  | { readonly kind: 'export'; readonly hipIds: readonly string[] }
  | { readonly kind: 'grade'; readonly hipIds: readonly string[] }
  | { readonly kind: 'audits' }
  | { readonly kind: 'key' }
  | { readonly kind: 'split' }
  | { readonly kind: 'co-occurrence'; readonly filter: Filter }
  | { readonly kind: 'jobs' }
  | { readonly kind: 'palette' };

export type ShowSheet = (request: SheetRequest) => void;

/** Takes this page, and no other, to the library of another study, and shows a sheet there. Null takes it to the newest open study. */
export type EnterStudy = (studyId: string | null, sheet: SheetRequest | null) => void;

export interface Sheets {
  readonly show: ShowSheet;
  readonly enterStudy: EnterStudy;
}

export const SheetContext = createContext<Sheets | null>(null);

export function useShowSheet(): ShowSheet {
  return useSheets().show;
}

export function useEnterStudy(): EnterStudy {
  return useSheets().enterStudy;
}

function useSheets(): Sheets {
  const sheets = use(SheetContext);
  if (sheets === null) throw new Error('Sheets must be used inside the app.');
  return sheets;
}
