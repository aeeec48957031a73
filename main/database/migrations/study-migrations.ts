// Every migration of a study, in order. Append only.

import type { Migration } from '../migration.ts';
import { study0001 } from './0001-study.ts';
import { study0002 } from './0002-labels.ts';
import { study0003 } from './0003-split-recipes.ts';
import { study0004 } from './0004-found-points.ts';
import { study0005 } from './0005-other-answers.ts';

export const STUDY_MIGRATIONS: readonly Migration[] = [study0001, study0002, study0003, study0004, study0005];
