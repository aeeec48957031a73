// Every step of a study's shape, in order. Append only.

import type { Migration } from '../migration.ts';
import { study0001 } from './0001-study.ts';

export const STUDY_MIGRATIONS: readonly Migration[] = [study0001];
