// How a procedure fails: every expected failure reaches the interface as one error whose message can be shown.

import { oc } from '@orpc/contract';
import { FailureSchema } from '../domain/failure.ts';

export const failing = oc.errors({ FAILURE: { status: 422, data: FailureSchema.pick({ code: true }) } });
