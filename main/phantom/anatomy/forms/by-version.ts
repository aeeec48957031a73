// What differs in shape between the versions of the phantom.

import type { PhantomVersion } from '../../../domain/training/phantom-version.ts';
import { FIRST } from './first.ts';
import type { PelvicForm } from './pelvic-form.ts';
import { SECOND } from './second.ts';
import { THIRD } from './third.ts';

export const PELVIC_FORMS: Readonly<Record<PhantomVersion, PelvicForm>> = { 1: FIRST, 2: SECOND, 3: THIRD };
