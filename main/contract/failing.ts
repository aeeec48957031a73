// How a procedure fails: every expected failure reaches the interface as one error whose message is fit to be shown.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { FAILURE_CODES } from '../domain/failure.ts';

export const failing = oc.errors({ FAILURE: { status: 422, data: z.object({ code: z.enum(FAILURE_CODES) }) } });
