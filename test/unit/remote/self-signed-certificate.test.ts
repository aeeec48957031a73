// The worker's certificate, read by others: Node's own parser and OpenSSL.

import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { fingerprintOf, makeCertificate } from '../../../main/remote/worker/self-signed-certificate.ts';

const { certificate, key } = makeCertificate('osteograde-worker');
const parsed = new X509Certificate(certificate);

it('is signed with its own key', () => {
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(parsed.subject).toBe('CN=osteograde-worker');
});

it('is valid until 2049', () => {
  expect(new Date(parsed.validTo).getUTCFullYear()).toBe(2049);
  expect(Date.parse(parsed.validFrom)).toBeLessThan(Date.now());
});

it('differs each time', () => {
  expect(fingerprintOf(makeCertificate('osteograde-worker').certificate)).not.toBe(fingerprintOf(certificate));
});

it.skipIf(spawnSync('openssl', ['version']).status !== 0)('is a certificate for OpenSSL too', () => {
  const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: certificate, encoding: 'utf8' });
  expect(text).toContain('ecdsa-with-SHA256');
  expect(text).toContain('Version: 3');
});
