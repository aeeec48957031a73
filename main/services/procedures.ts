// The builders of procedures. They turn expected failures into the one error of the contract.

import { implement, ORPCError, type ImplementerInternalWithMiddlewares } from '@orpc/server';
import { studyContract, workstationContract } from '../contract/contract.ts';
import { failed, FailureError } from '../domain/failure.ts';
import type { StudySession } from './study/study-session.ts';
import { servicesText } from './text.ts';

/** What a procedure of a study is called with. Null if no study of the address's id is open. @public TypeScript names it in declarations */
export interface StudyAddress {
  readonly session: StudySession | null;
}

/** What its handler receives. @public TypeScript names it in declarations */
export interface InStudy {
  readonly session: StudySession;
}

// oxlint-disable-next-line typescript/no-generated-empty-object-type -- how oRPC itself writes that there is no context
type NoContext = Record<never, never>;

// Named types, because TypeScript would write the inferred ones out in full, and the contracts are too long for that.
type OnWorkstation = ImplementerInternalWithMiddlewares<typeof workstationContract, NoContext, NoContext>;
type InAStudy = ImplementerInternalWithMiddlewares<typeof studyContract, StudyAddress, InStudy>;

/** Every procedure starts here or with `inStudy`, so that a thrown `FailureError` reaches the caller with its code and message. */
export const onWorkstation: OnWorkstation = implement(workstationContract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    throw asContractError(error);
  }
});

/** The procedures of a study, which is in their context. Each fails with `study-closed` if the study is not open. */
export const inStudy: InAStudy = implement(studyContract)
  .$context<StudyAddress>()
  .use(async ({ context: { session }, next }) => {
    try {
      if (session === null) throw new FailureError(failed('study-closed', servicesText.study.notOpen).failure);
      return await session.call(async () => next({ context: { session } }));
    } catch (error) {
      throw asContractError(error);
    }
  });

/** Errors that are not expected failures stay as they are. */
function asContractError(error: unknown): unknown {
  if (!(error instanceof FailureError)) return error;
  const { code, message } = error.failure;
  return new ORPCError('FAILURE', { status: 422, message, data: { code }, cause: error });
}
