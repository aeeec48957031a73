// Unpacks one compressed frame. The codecs (IJG, CharLS, OpenJPEG, OpenJPH in one WebAssembly module) load with the first
// compressed file, so that uncompressed files do not wait for them.

import { failed, success, type Result } from '../../domain/failure.ts';
import { codestreamSize, componentsOfFirstScan } from './codestream.ts';
import type { RadiographHeader } from '../header.ts';
import { interleave } from './plain-values.ts';
import { unpackRunLength } from './run-length.ts';
import { dicomText } from '../text.ts';
import type { Codec, TransferSyntax } from '../transfer-syntax.ts';

/** What the header says of a coded frame. */
export type CodedFrame = Pick<
  RadiographHeader,
  'rows' | 'columns' | 'samples' | 'photometric' | 'bitsAllocated' | 'bitsStored' | 'signed'
>;

/** Returns the frame's stored values, little-endian, `header.bitsAllocated` bits each. // [rows, columns, samples] */
export async function unpackFrame(
  frame: Uint8Array,
  syntax: TransferSyntax,
  codec: Codec,
  header: CodedFrame,
): Promise<Result<Uint8Array>> {
  const { rows, columns, samples } = header;
  const bytesPerSample = header.bitsAllocated / 8;
  const expected = rows * columns * samples * bytesPerSample;
  if (!Number.isInteger(bytesPerSample)) return failed('dicom-malformed', dicomText.pixels.lessThanByte(syntax.name));
  const refusal = codec === 'rle' ? undefined : codestreamRefusal(frame, { syntax, codec, header });
  if (refusal !== undefined) return refusal;
  const pixels =
    codec === 'rle' ? unpackRunLength(frame, rows * columns, { bytesPerSample, samples }) : await runCodec(frame, codec, header);
  if (pixels?.length === expected) {
    // Only the JPEG-LS codec returns a colour image plane by plane if it was coded that way.
    const planes = codec === 'jpeg-ls' && samples > 1 && componentsOfFirstScan(frame) === 1;
    return success(planes ? interleave(pixels, { samples, frames: 1, bytesPerSample }) : pixels);
  }
  const { notUnpacked, wrongLength } = dicomText.pixels;
  return failed(
    'dicom-malformed',
    pixels === undefined ? notUnpacked(syntax.name) : wrongLength(syntax.name, pixels.length, expected),
  );
}

/** Returns why the codestream's own header forbids unpacking it. Undefined if it agrees with the file's header. */
function codestreamRefusal(
  frame: Uint8Array,
  { syntax: { name }, codec, header }: { syntax: TransferSyntax; codec: Exclude<Codec, 'rle'>; header: CodedFrame },
): Result<never> | undefined {
  const text = dicomText.pixels;
  // The codecs would silently fill the missing part with grey.
  if (!endsCodestream(frame)) return failed('dicom-malformed', text.noEndMarker(name));
  const size = codestreamSize(frame, codec);
  if (size === undefined) return failed('dicom-malformed', text.noCodestreamHeader(name));
  if (size.components !== header.samples) {
    return header.samples === 1
      ? failed('colour-image', text.colourComponents(size.components))
      : failed('dicom-malformed', text.wrongComponents(name, size.components, header.samples));
  }
  if (size.width === header.columns && size.height === header.rows) return undefined;
  return failed('dicom-malformed', text.wrongSize(name, size, header));
}

/** Only padding may follow the end marker of JPEG and JPEG 2000. */
function endsCodestream(frame: Uint8Array): boolean {
  let end = frame.length;
  while (end > 0 && (frame[end - 1] === 0 || frame[end - 1] === 0xff)) end--;
  return end >= 2 && frame[end - 1] === 0xd9 && frame[end - 2] === 0xff;
}

/** Returns undefined if the codec rejects the frame. */
async function runCodec(frame: Uint8Array, codec: Exclude<Codec, 'rle'>, header: CodedFrame): Promise<Uint8Array | undefined> {
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
      samplesPerPixel: header.samples,
      pixelRepresentation: header.signed ? 1 : 0,
      planarConfiguration: 0,
      photometricInterpretation: header.samples === 1 ? 'MONOCHROME2' : header.photometric,
      encodedBuffer: frame,
    });
    switch (codec) {
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
    // A codec that threw may have corrupted its memory. The next file starts with a fresh one.
    NativeCodecs.release();
    return undefined;
  }
}
