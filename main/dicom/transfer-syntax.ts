// The transfer syntaxes that we can read, and what each requires of the reader.
// PS3.5 annex A; PS3.6 table A-1.

export type Codec = 'rle' | 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
  /** The whole data set is deflated. */
  readonly deflated: boolean;
  /** The codec that unpacks the pixels. Undefined if they are not compressed. */
  readonly codec: Codec | undefined;
}

const IMPLICIT_LITTLE_ENDIAN: TransferSyntax = {
  uid: '1.2.840.10008.1.2',
  name: 'Implicit VR Little Endian',
  explicitVr: false,
  littleEndian: true,
  deflated: false,
  codec: undefined,
};

export const EXPLICIT_LITTLE_ENDIAN: TransferSyntax = {
  ...IMPLICIT_LITTLE_ENDIAN,
  uid: '1.2.840.10008.1.2.1',
  name: 'Explicit VR Little Endian',
  explicitVr: true,
};

const EXPLICIT_BIG_ENDIAN: TransferSyntax = {
  ...EXPLICIT_LITTLE_ENDIAN,
  uid: '1.2.840.10008.1.2.2',
  name: 'Explicit VR Big Endian',
  littleEndian: false,
};

const DEFLATED: TransferSyntax = {
  ...EXPLICIT_LITTLE_ENDIAN,
  uid: '1.2.840.10008.1.2.1.99',
  name: 'Deflated Explicit VR Little Endian',
  deflated: true,
};

function compressed(uid: string, name: string, codec: Codec): TransferSyntax {
  return { ...EXPLICIT_LITTLE_ENDIAN, uid: `1.2.840.10008.1.2.${uid}`, name, codec };
}

const KNOWN: readonly TransferSyntax[] = [
  IMPLICIT_LITTLE_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  EXPLICIT_BIG_ENDIAN,
  DEFLATED,
  compressed('5', 'RLE Lossless', 'rle'),
  compressed('4.50', 'JPEG Baseline', 'jpeg'),
  compressed('4.51', 'JPEG Extended', 'jpeg'),
  compressed('4.53', 'JPEG Spectral Selection', 'jpeg'),
  compressed('4.55', 'JPEG Full Progression', 'jpeg'),
  compressed('4.57', 'JPEG Lossless', 'jpeg'),
  compressed('4.70', 'JPEG Lossless SV1', 'jpeg'),
  compressed('4.80', 'JPEG-LS Lossless', 'jpeg-ls'),
  compressed('4.81', 'JPEG-LS Near-Lossless', 'jpeg-ls'),
  compressed('4.90', 'JPEG 2000 Lossless', 'jpeg-2000'),
  compressed('4.91', 'JPEG 2000', 'jpeg-2000'),
  compressed('4.201', 'HTJ2K Lossless', 'htj2k'),
  compressed('4.202', 'HTJ2K Lossless RPCL', 'htj2k'),
  compressed('4.203', 'HTJ2K', 'htj2k'),
];

/** Returns the uncompressed syntax with this encoding. Any file's header can be rewritten in it. */
export function plainSyntax({ explicitVr, littleEndian }: Pick<TransferSyntax, 'explicitVr' | 'littleEndian'>): TransferSyntax {
  if (!explicitVr) return IMPLICIT_LITTLE_ENDIAN;
  return littleEndian ? EXPLICIT_LITTLE_ENDIAN : EXPLICIT_BIG_ENDIAN;
}

/** Returns the transfer syntax of an identifier. Undefined if we cannot read it (video, JPIP and others). */
export function transferSyntaxOf(uid: string): TransferSyntax | undefined {
  return KNOWN.find((syntax) => syntax.uid === uid);
}
