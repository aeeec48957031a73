// The builder of procedures. It turns expected failures into the one error of the contract.

import { implement, ORPCError, type ImplementerInternalWithMiddlewares } from '@orpc/server';
import { contract } from '../contract/contract.ts';
import { FailureError } from '../domain/failure.ts';

type Implemented<Context extends object> = ImplementerInternalWithMiddlewares<typeof contract, Context, Context>;

/** A named type, because TypeScript would write the inferred one out in full, and the contract is too long for that. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- how oRPC itself writes that there is no context
type Procedures = Implemented<Record<never, never>>;

/** Every procedure starts here, so that a thrown `FailureError` reaches the caller with its code and message. */
export const procedures: Procedures = implement(contract).use(async ({ next }) => {
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
