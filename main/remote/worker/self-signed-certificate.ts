// The worker's own certificate. Node signs but cannot write certificates, so this file writes one (X.509, RFC 5280) in DER. Nobody vouches
// for it: a desktop accepts the one certificate whose fingerprint is in its pairing line.

import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM. Keep it secret. */
  readonly key: string;
}

/** Makes a P-256 key, and a certificate for it that is valid until the end of 2049. */
export function makeCertificate(commonName: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(set(sequence(COMMON_NAME, tagged(UTF8_STRING, Buffer.from(commonName)))));
  const signed = sequence(
    tagged(VERSION, integer(Buffer.from([2]))), // 2 stands for version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    sequence(ECDSA_WITH_SHA256),
    name,
    sequence(tagged(UTC_TIME, Buffer.from('200101000000Z')), tagged(UTC_TIME, Buffer.from('491231235959Z'))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', signed, privateKey);
  const der = sequence(signed, sequence(ECDSA_WITH_SHA256), tagged(BIT_STRING, Buffer.concat([Buffer.from([0]), signature])));
  return {
    certificate: new X509Certificate(der).toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** SHA-256 of the certificate in DER, in base64url. Throws if the text is not a certificate. */
export function fingerprintOf(pem: string): string {
  return createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;

/** Object identifiers in DER: 1.2.840.10045.4.3.2 and 2.5.4.3. */
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');

function tagged(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

/** Lengths from 128 are written as a count of bytes, then the bytes. */
function lengthOf({ length }: Uint8Array): Buffer {
  if (length < 128) return Buffer.from([length]);
  return length < 256 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(SEQUENCE, Buffer.concat(parts));
const set = (...parts: readonly Uint8Array[]): Buffer => tagged(SET, Buffer.concat(parts));
const integer = (bytes: Uint8Array): Buffer => tagged(INTEGER, bytes);
