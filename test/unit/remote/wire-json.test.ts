// Values on their way between a desktop and a worker.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePairing, pairingLine } from '../../../main/remote/pairing.ts';
import { fromWire, toWire } from '../../../main/remote/wire-json.ts';

it('keeps every number, NaN and infinities too', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      // JSON writes -0 as 0.
      expect(fromWire(toWire({ value }))).toEqual({ value: value + 0 });
    }),
  );
});

it('keeps text', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.startsWith('\u0000')),
      (text) => {
        expect(fromWire(toWire([text]))).toEqual([text]);
      },
    ),
  );
});

it('returns null for what is not JSON', () => {
  expect(fromWire('{')).toBeNull();
});

it.each(['gpu.example.org', '192.0.2.7', '2001:db8::7'])('a pairing line holds the host %s', (host) => {
  const pairing = { host, port: 8443, fingerprint: 'f'.repeat(43), token: 't'.repeat(32) };
  expect(parsePairing(pairingLine(pairing))).toEqual({ ok: true, value: pairing });
});
