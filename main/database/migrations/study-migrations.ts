// Every migration of a study, in order. Append only.

import type { Migration } from '../migration.ts';
import { study0001 } from './0001-study.ts';
import { study0002 } from './0002-labels.ts';
import { study0003 } from './0003-split-recipes.ts';
import { study0004 } from './0004-found-points.ts';
import { study0005 } from './0005-other-answers.ts';
import { study0006 } from './0006-jobs.ts';
import { study0007 } from './0007-versions.ts';
import { study0008 } from './0008-identities.ts';
import { study0009 } from './0009-films.ts';
import { study0010 } from './0010-cohort-attributes.ts';
import { study0011 } from './0011-visits.ts';
import { study0012 } from './0012-measurements.ts';
import { study0013 } from './0013-models-in-force.ts';
import { study0014 } from './0014-familiarity.ts';
import { study0015 } from './0015-knees.ts';
import { study0016 } from './0016-structured-reports.ts';
import { study0017 } from './0017-previews.ts';
import { study0018 } from './0018-true-outlines.ts';

export const STUDY_MIGRATIONS: readonly Migration[] = [
  study0001,
  study0002,
  study0003,
  study0004,
  study0005,
  study0006,
  study0007,
  study0008,
  study0009,
  study0010,
  study0011,
  study0012,
  study0013,
  study0014,
  study0015,
  study0016,
  study0017,
  study0018,
];
