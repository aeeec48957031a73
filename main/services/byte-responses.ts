// The plain routes for bytes: pixels, thumbnails, heatmaps, reports and uploads.

import { basename, extname } from 'node:path';
import type { ReadableStream } from 'node:stream/web';
import { readFilm, readPicture, readPreview } from '../cohort/stored-picture.ts';
import type { Study } from '../cohort/study-folder.ts';
import { gradingMadeAt, gradingOfHip } from '../database/gradings.ts';
import { hipById } from '../database/hips.ts';
import { radiographById, type RadiographRecord } from '../database/radiographs.ts';
import { failed, FailureError, valueOrThrow, type Failure, type FailureCode } from '../domain/failure.ts';
import { hasPreview, PREVIEW_HALVINGS, previewSize } from '../domain/film/preview.ts';
import type { PictureSize } from '../domain/film/turn.ts';
import { FINDINGS } from '../domain/finding.ts';
import { HEATMAP_SCORES } from '../domain/grading.ts';
import type { Report, ReportFormat } from '../domain/study/report.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { shrink } from '../imaging/shrink.ts';
import type { Turns } from '../processes/turns.ts';
import type { ExperimentService } from './experiments/experiment-service.ts';
import type { ReportService } from './reports/report-service.ts';
import type { StudySession } from './study/study-session.ts';
import type { StudySessions } from './study/study-sessions.ts';
import type { UploadStore } from './study/uploads.ts';
import { servicesText } from './text.ts';

export interface ByteServices {
  readonly sessions: StudySessions;
  readonly uploads: UploadStore;
  readonly reports: ReportService;
  readonly experiments: ExperimentService;
  /** For reading films, each of which takes some ten megabytes and a tenth of a second. */
  readonly filmTurns: Turns;
}

/** Stores an uploaded file: `/bytes/uploads/<upload>/<name>`. Null for any other request. */
export async function answerUpload(request: Request, { uploads }: ByteServices): Promise<Response | null> {
  const [bytes, kind, ...names] = partsOf(request);
  if (bytes !== 'bytes' || kind !== 'uploads') return null;
  return answered(request, () => receiveUpload(request, names, uploads));
}

/** Answers with bytes of a study: `/studies/<id>/bytes/<kind>/<names>`. */
export async function answerStudyBytes(
  request: Request,
  studyId: string,
  { sessions, ...services }: ByteServices,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, servicesText.bytes.readOnly);
  const [, , , kind = '', ...names] = partsOf(request);
  return answered(request, async () => {
    const session = sessions.withId(studyId);
    if (session === null) throw new FailureError(failed('study-closed', servicesText.study.notOpen).failure);
    const query = new URL(request.url).searchParams;
    const unpacks = /\bzstd\b/.test(request.headers.get('accept-encoding') ?? '');
    const { signal } = request;
    const response = await session.call(() => bytesOf(session, { kind, names, query, unpacks, signal, ...services }));
    return response ?? refusal(404, servicesText.bytes.notInStudy);
  });
}

async function answered({ signal }: Request, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (signal.aborted) return new Response(null, { status: CLIENT_GONE });
    if (error instanceof FailureError) return failureResponse(error.failure);
    throw error;
  }
}

/** Nobody reads this answer, because the page has gone or its connection broke. */
const CLIENT_GONE = 499;

function partsOf(request: Request): string[] {
  const { pathname } = new URL(request.url);
  return pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
}

interface ByteRequest extends Pick<ByteServices, 'reports' | 'experiments' | 'filmTurns'> {
  readonly kind: string;
  readonly names: readonly string[];
  readonly query: URLSearchParams;
  /** True if the page can unpack zstd, as which films are stored. */
  readonly unpacks: boolean;
  /** Aborts when the client has left. */
  readonly signal: AbortSignal;
}

async function bytesOf(
  { study, importPlans }: StudySession,
  { kind, names, query, unpacks, signal, reports, experiments, filmTurns }: ByteRequest,
): Promise<Response | null> {
  const [name = '', second = ''] = names;
  switch (kind) {
    case 'import-pictures': {
      const picture = importPlans.picture(name, second);
      return picture === null ? refusal(404, servicesText.bytes.pictureNotPlanned) : bytesResponse(picture, 'image/png');
    }
    case 'radiographs':
      return filmTurns.run(
        () =>
          radiographBytes(study, {
            radiographId: name,
            object: second,
            longest: Number(query.get('longest') ?? '2048'),
            unpacks,
          }),
        signal,
      );
    case 'previews':
      return previewBytes(study, { radiographId: name, object: second, unpacks }); // small, and waits for no whole film
    case 'hip-previews':
      return hipPreviewBytes(study, { hipId: name, unpacks });
    case 'thumbnails':
      return thumbnailBytes(study, { hipId: name, object: second });
    case 'heatmaps':
      return heatmapBytes(study, name, {
        answer: second,
        score: query.get('score') ?? 'predicted',
        gradedAt: query.get('graded'),
      });
    case 'reports':
      return reportBytes(reports.list(study), name, second);
    case 'experiments':
      return experimentBytes(await experiments.file(study, name, second));
    default:
      return null;
  }
}

interface FilmRequest {
  readonly radiographId: string;
  readonly object: string;
  readonly unpacks: boolean;
}

async function radiographBytes(
  study: Study,
  { radiographId, object, longest, unpacks }: FilmRequest & { readonly longest: number },
): Promise<Response | null> {
  if (!(longest >= 16 && longest <= 32768)) return refusal(400, servicesText.bytes.longestEdge);
  const record = radiographById(study.database, radiographId);
  if (record?.pixels.object !== object) return null;
  const { width, height } = record;
  if (unpacks && longest >= Math.max(width, height))
    return filmResponse(record, { width, height, halvings: 0, packed: await readPicture(study.objects, object, record) });
  const shrunk = shrink({ width, height, pixels: await readFilm(study.objects, record) }, longest);
  return filmResponse(record, { width: shrunk.width, height: shrunk.height, halvings: 0, values: shrunk.pixels });
}

async function previewBytes(study: Study, { radiographId, object, unpacks }: FilmRequest): Promise<Response | null> {
  const record = radiographById(study.database, radiographId);
  return record?.pixels.object === object ? previewResponse(study, record, unpacks) : null;
}

async function hipPreviewBytes(
  study: Study,
  { hipId, unpacks }: { readonly hipId: string; readonly unpacks: boolean },
): Promise<Response> {
  const hip = hipById(study.database, hipId);
  const record = hip === null ? null : radiographById(study.database, hip.radiographId);
  if (record === null || !hasPreview(record)) return new Response(null, { status: 204 });
  const response = await previewResponse(study, record, unpacks);
  response.headers.set('x-radiograph', record.radiographId);
  response.headers.set('x-pixels', record.pixels.object);
  return response;
}

async function previewResponse(study: Study, record: RadiographRecord, unpacks: boolean): Promise<Response> {
  const { preview } = record.pixels;
  const halvings = PREVIEW_HALVINGS;
  if (unpacks && preview !== undefined)
    return filmResponse(record, {
      ...previewSize(record),
      halvings,
      packed: await readPicture(study.objects, preview, record),
    });
  return filmResponse(record, { ...(await readPreview(study.objects, record)), halvings });
}

/** A film's pixels, plain or as they are stored. */
type FilmBytes = PictureSize & { readonly halvings: number } & (
    { readonly values: Uint16Array } | { readonly packed: Uint8Array }
  );

function filmResponse({ pixels }: RadiographRecord, film: FilmBytes): Response {
  const isPacked = 'packed' in film;
  return bytesResponse(isPacked ? film.packed : film.values, 'application/octet-stream', {
    ...(isPacked ? { 'content-encoding': 'zstd' } : {}),
    vary: 'accept-encoding',
    'x-width': String(film.width),
    'x-height': String(film.height),
    'x-low': String(pixels.low),
    'x-slope': String(pixels.slope),
    'x-halvings': String(film.halvings),
    // The page keeps the films itself. A browser would write each one to its disk, which takes time and leaves it there.
    'cache-control': 'no-store',
  });
}

async function thumbnailBytes(
  study: Study,
  { hipId, object }: { readonly hipId: string; readonly object: string },
): Promise<Response | null> {
  const hip = hipById(study.database, hipId);
  if (hip?.prepared?.thumbnailObject !== object) return null;
  return bytesResponse(await readPicture(study.objects, object, hip), 'image/png');
}

async function heatmapBytes(
  study: Study,
  hipId: string,
  { answer, score, gradedAt }: { readonly answer: string; readonly score: string; readonly gradedAt: string | null },
): Promise<Response | null> {
  const heatmapAnswer = [...QUADRANTS, ...FINDINGS].find((name) => name === answer);
  const heatmapScore = HEATMAP_SCORES.find((name) => name === score);
  if (heatmapAnswer === undefined || heatmapScore === undefined) return refusal(400, servicesText.bytes.unknownHeatmap);
  const record = gradedAt === null ? gradingOfHip(study.database, hipId) : gradingMadeAt(study.database, hipId, gradedAt);
  if (record === null) return null;
  const { hasHeatmap, heatmapPicture } = await import('../inference/graded-hip.ts');
  if (!hasHeatmap(record.heatmaps, heatmapAnswer, heatmapScore)) return null;
  const picture = heatmapPicture(record.heatmaps, heatmapAnswer, heatmapScore);
  // A hip may be graded again, so the page must ask each time.
  return bytesResponse(picture, 'application/octet-stream', { 'cache-control': 'private, no-cache' });
}

const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = {
  pdf: 'application/pdf',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  'dicom-sr': 'application/dicom',
};

async function reportBytes(reports: readonly Report[], reportId: string, name: string): Promise<Response | null> {
  const file = reports.find((report) => report.reportId === reportId)?.files.find((stored) => stored.name === name);
  if (file === undefined) return null;
  const bytes = valueOrThrow(await readRegularFile(file.path));
  const disposition = `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`;
  return bytesResponse(bytes, REPORT_TYPES[file.format], { 'content-disposition': disposition });
}

const EXPERIMENT_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  tex: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  png: 'image/png',
};

async function experimentBytes(path: string | null): Promise<Response | null> {
  if (path === null) return null;
  const type = EXPERIMENT_TYPES[extname(path).slice(1)];
  if (type === undefined) return null;
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(basename(path))}`;
  // The report may be written again, so the page must ask each time.
  const bytes = valueOrThrow(await readRegularFile(path));
  return bytesResponse(bytes, type, { 'content-disposition': disposition, 'cache-control': 'private, no-cache' });
}

async function receiveUpload(request: Request, names: readonly string[], uploads: UploadStore): Promise<Response> {
  const [upload, name] = names;
  if (request.method !== 'PUT') return refusal(405, servicesText.bytes.sendWithPut);
  if (upload === undefined || name === undefined || request.body === null)
    return refusal(400, servicesText.bytes.uploadIncomplete);
  const announced = request.headers.get('content-length');
  await uploads.receive(upload, {
    name,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same stream: the web and Node type it differently
    body: request.body as ReadableStream<Uint8Array>,
    bytes: announced === null ? null : Number(announced),
  });
  return new Response(null, { status: 204 });
}

/** The address of pixels and thumbnails carries their hash, so a page may cache them. */
function bytesResponse(bytes: Uint8Array | Uint16Array, type: string, headers: Record<string, string> = {}): Response {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- never shared memory: the bytes were read or created above
  const body = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  return new Response(body, { headers: { 'content-type': type, 'cache-control': 'private, max-age=86400', ...headers } });
}

/** What a proxy and a browser understand without reading the message. */
const STATUS_OF: Partial<Record<FailureCode, number>> = { 'upload-too-large': 413, 'disk-full': 507 };

function failureResponse(failure: Failure): Response {
  return Response.json({ code: failure.code, message: failure.message }, { status: STATUS_OF[failure.code] ?? 422 });
}

function refusal(status: number, message: string): Response {
  return Response.json({ code: 'bad-request', message }, { status });
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
