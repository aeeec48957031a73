// Whether a paired workstation can train a run now, for the checks before the start.

import { FailureError } from '../../domain/failure.ts';
import type { Elsewhere } from '../../learning/preflight/preflight.ts';
import { blocked, ok, warning } from '../../learning/preflight/preflight-check.ts';
import type { Workstations } from '../../remote/client/workstations.ts';
import { servicesText } from '../text.ts';
import { stateOfWorkstation } from './workstation-calls.ts';

/** Asks the workstation. Null if the run is to train here. */
export async function checkElsewhere(paired: Workstations, name: string | null, ownVersion: string): Promise<Elsewhere | null> {
  if (name === null) return null;
  const found = await paired.find(name);
  if (!found.ok) return { place: { workstation: name, host: '', port: 0 }, check: blocked('workstation', found.failure.message) };
  const { host, port } = found.value;
  const place = { workstation: name, host, port };
  const { ready, otherVersion, onProcessor } = servicesText.training.workstation;
  try {
    const { version, running, waiting, engine } = await stateOfWorkstation(found.value);
    if (version !== ownVersion) return { place, check: warning('workstation', otherVersion(name, version, ownVersion)) };
    const words = ready({ name, version, before: running + waiting });
    if (engine?.device === 'cpu') return { place, check: warning('workstation', onProcessor(words)) };
    return { place, check: ok('workstation', words) };
  } catch (error) {
    if (error instanceof FailureError) return { place, check: blocked('workstation', error.failure.message) };
    throw error;
  }
}
