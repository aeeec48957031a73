// On another version of tfjs, early release once switched itself off without a message, and training needed a third more memory.

import { describe, expect, it, vi } from 'vitest';
import { ENGINE_NAMES } from '../../../main/tensor/engine.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';

vi.mock('@tensorflow/tfjs', async (original) => ({ ...(await original<object>()), version_core: '4.23.0' }));

describe('a tfjs version that early release was not written for', () => {
  it.each(ENGINE_NAMES)('stops the %s engine with an error that names both versions', async (engine) => {
    const opened = openEngine({ engine }).then(({ ok }) => ok);
    await expect(opened).rejects.toThrow(/written for tfjs 4\.22\.0, but tfjs 4\.23\.0 is installed/u);
  });
});
