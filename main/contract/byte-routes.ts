// The addresses of the program: where procedures are served, and the routes for bytes, on the same origin.

import type { HeatmapAnswer, HeatmapScore } from '../domain/grading.ts';

/** Where the workstation's own procedures are served. */
export const RPC_PREFIX = '/rpc';

/** The groups of procedures that name no study. The page needs this list without the contract, whose schemas stay out of its bundle. */
export const WORKSTATION_GROUPS: readonly string[] = ['workstation', 'studies', 'workstations', 'uploads'];

/** The address of a study, below which its procedures and bytes are served. */
export function studyRoute(studyId: string): `/${string}` {
  return `/studies/${encodeURIComponent(studyId)}`;
}

/** PUT one file of an upload under its name, including the chosen folders. The upload is then imported by its own name. */
export function uploadRoute(upload: string, name: string): string {
  return `/bytes/uploads/${encodeURIComponent(upload)}/${encodeURIComponent(name)}`;
}

/**
 * The addresses of a study's bytes. The address of a picture carries the SHA-256 of the stored object, so that it never names another
 * picture, whatever is kept in a cache.
 */
export function byteRoutes(studyId: string) {
  const bytes = `${studyRoute(studyId)}/bytes`;
  return {
    /**
     * The radiograph as little-endian uint16, row-major, bright is dense, shrunk until its longer edge is at most `longest`.
     * The headers `x-width` and `x-height` hold the size; `x-low` and `x-slope` map a value v back to grey: low + slope * v. `x-halvings` is 0.
     */
    radiograph: (radiographId: string, object: string, longest: number) =>
      `${bytes}/radiographs/${encodeURIComponent(radiographId)}/${encodeURIComponent(object)}?longest=${longest}`,
    /** The preview of the radiograph with these stored pixels, in the same form; `x-halvings` says how often it was halved. */
    preview: (radiographId: string, object: string) =>
      `${bytes}/previews/${encodeURIComponent(radiographId)}/${encodeURIComponent(object)}`,
    /**
     * The preview of the radiograph that shows a hip, for a page that does not know which one that is yet. `x-radiograph` and `x-pixels` name
     * the radiograph and its stored pixels. 204 without a hip or a preview.
     */
    previewOfHip: (hipId: string) => `${bytes}/hip-previews/${encodeURIComponent(hipId)}`,
    /** An 8-bit PNG of the hip as it lies on the radiograph (not mirrored). */
    thumbnail: (hipId: string, object: string) =>
      `${bytes}/thumbnails/${encodeURIComponent(hipId)}/${encodeURIComponent(object)}`,
    /**
     * Grad-CAM of one quadrant or finding in the canonical crop, 224 x 224 uint8, 255 at the maximum. 404 without a heatmap. Without
     * `gradedAt` it is that of the grading in force.
     */
    heatmap: (hipId: string, answer: HeatmapAnswer, score: HeatmapScore, gradedAt: string | null = null) =>
      `${bytes}/heatmaps/${encodeURIComponent(hipId)}/${answer}?score=${score}${gradedAt === null ? '' : `&graded=${encodeURIComponent(gradedAt)}`}`,
    report: (reportId: string, name: string) => `${bytes}/reports/${encodeURIComponent(reportId)}/${encodeURIComponent(name)}`,
    /** A file of an experiment's report that was written. */
    experiment: (name: string, file: string) => `${bytes}/experiments/${encodeURIComponent(name)}/${encodeURIComponent(file)}`,
    /** A picture of an import plan's question. PNG */
    importPicture: (planId: string, name: string) =>
      `${bytes}/import-pictures/${encodeURIComponent(planId)}/${encodeURIComponent(name)}`,
  };
}

export type ByteRoutes = ReturnType<typeof byteRoutes>;
