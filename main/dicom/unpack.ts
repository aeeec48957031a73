// Unpacks one compressed grey frame. The codecs (IJG, CharLS, OpenJPEG, OpenJPH in one WebAssembly module) are loaded by the first
// file that needs them, so that an uncompressed file pays nothing.

import { failed, success, type Result } from '../domain/failure.ts';
import { codestreamSize } from './codestream.ts';
import type { RadiographHeader } from './header.ts';
import type { Codec, TransferSyntax } from './transfer-syntax.ts';

/** The frame's stored values as little-endian bytes of `header.bitsAllocated` each. // [rows, columns] */
export async function unpackFrame(
  frame: Uint8Array,
  syntax: TransferSyntax,
  codec: Codec,
  header: RadiographHeader,
): Promise<Result<Uint8Array>> {
  const damaged = (what: string): Result<Uint8Array> =>
    failed('dicom-malformed', `The ${syntax.name} pixels ${what}. The file is damaged; copy or export it again.`);
  if (codec !== 'rle') {
    const size = codestreamSize(frame, codec);
    if (size === undefined) return damaged('do not begin with a header of that format');
    if (size.components !== 1) {
      return failed(
        'colour-image',
        `A grey radiograph was expected, but the ${syntax.name} pixels have ${size.components} colour components. Choose the original radiograph.`,
      );
    }
    if (size.width !== header.columns || size.height !== header.rows) {
      return damaged(`are ${size.width} x ${size.height} where the header says ${header.columns} x ${header.rows}`);
    }
  }
  const pixels = await runCodec(frame, codec, header);
  const expected = header.rows * header.columns * (header.bitsAllocated / 8);
  if (pixels === undefined) return damaged('cannot be unpacked');
  return pixels.length === expected
    ? success(pixels)
    : damaged(`unpack to ${pixels.length} bytes where ${expected} were expected`);
}

/** undefined where the codec rejects the frame. */
async function runCodec(frame: Uint8Array, codec: Codec, header: RadiographHeader): Promise<Uint8Array | undefined> {
  const { default: codecs } = await import('dcmjs-codecs');
  const { Context, NativeCodecs } = codecs;
  codecs.log.setLevel('silent', false);
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
  try {
    const context = new Context({
      width: header.columns,
      height: header.rows,
      bitsAllocated: header.bitsAllocated,
      bitsStored: header.bitsStored,
      samplesPerPixel: 1,
      pixelRepresentation: header.signed ? 1 : 0,
      planarConfiguration: 0,
      photometricInterpretation: 'MONOCHROME2',
      encodedBuffer: frame,
    });
    switch (codec) {
      case 'rle':
        return NativeCodecs.decodeRle(context).getDecodedBuffer();
      case 'jpeg':
        return NativeCodecs.decodeJpeg(context).getDecodedBuffer();
      case 'jpeg-ls':
        return NativeCodecs.decodeJpegLs(context).getDecodedBuffer();
      case 'jpeg-2000':
        return NativeCodecs.decodeJpeg2000(context).getDecodedBuffer();
      case 'htj2k':
        return NativeCodecs.decodeHtJpeg2000(context).getDecodedBuffer();
    }
  } catch {
    // A codec that threw may have left its memory in disorder: the next file starts with a fresh one.
    NativeCodecs.release();
    return undefined;
  }
}
