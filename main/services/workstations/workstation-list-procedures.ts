// The procedures about paired workstations. Only `state`, `pair` and `forget` contact one, and only the one that they name.

import { valueOrThrow } from '../../domain/failure.ts';
import type { Workstation } from '../../domain/training/workstation.ts';
import type { PairedWorkstation, Workstations } from '../../remote/client/workstations.ts';
import type { Environment } from '../environment.ts';
import { onWorkstation } from '../procedures.ts';
import { askWorkstation, stateOfWorkstation } from './workstation-calls.ts';

export function workstationListProcedures({ now }: Pick<Environment, 'now'>, paired: Workstations) {
  const { workstations } = onWorkstation;
  const named = async (name: string): Promise<PairedWorkstation> => valueOrThrow(await paired.find(name));
  return {
    list: workstations.list.handler(async () => (await paired.list()).map(withoutToken)),
    state: workstations.state.handler(async ({ input: { name } }) => stateOfWorkstation(await named(name))),
    pair: workstations.pair.handler(async ({ input: { name, line } }) => {
      const added = valueOrThrow(await paired.add(name, line, now()));
      try {
        await stateOfWorkstation(added);
        return withoutToken(added);
      } catch (error) {
        // A line that does not work is not kept.
        await paired.remove(added.name);
        throw error;
      }
    }),
    remove: workstations.remove.handler(async ({ input: { name } }) => {
      valueOrThrow(await paired.remove(name));
      return { removed: true as const };
    }),
    forget: workstations.forget.handler(async ({ input: { name, jobId } }) => {
      await askWorkstation(await named(name), (client) => client.forget(jobId));
      return { forgotten: true as const };
    }),
  };
}

/** A page never gets the token. */
function withoutToken({ name, host, port, fingerprint, pairedAt }: PairedWorkstation): Workstation {
  return { name, host, port, fingerprint, pairedAt };
}
