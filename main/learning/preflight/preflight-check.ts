// One check before a training starts.

import type { PreflightCheck } from '../../domain/training/preflight.ts';

type Name = PreflightCheck['name'];

export const ok = (name: Name, words: string): PreflightCheck => ({ name, level: 'ok', words });
export const warning = (name: Name, words: string): PreflightCheck => ({ name, level: 'warning', words });
export const blocked = (name: Name, words: string): PreflightCheck => ({ name, level: 'blocks', words });
