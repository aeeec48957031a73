// The contract's builder, with expected failures turned into the contract's one error.

import { implement, ORPCError } from '@orpc/server';
import { contract } from '../contract/contract.ts';
import { FailureError } from '../domain/failure.ts';

/** Procedures are made from this, so that a thrown `FailureError` reaches the caller with its code and words. */
export const procedures = implement(contract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    if (error instanceof FailureError) throw asContractError(error);
    throw error;
  }
});

function asContractError(error: FailureError): ORPCError<'FAILURE', { code: string }> {
  const { code, message } = error.failure;
  return new ORPCError('FAILURE', { status: 422, message, data: { code }, cause: error });
}
